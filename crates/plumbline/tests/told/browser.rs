//! A browser without script: one cookie, one router, forms as they stand on the pages.
#![allow(dead_code)]

use super::{PASSWORD, Told};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use rules::{act::Actor, testing::Player};
use tower::ServiceExt;

/// A browser: one cookie, one router.
pub struct Browser {
    router: Router,
    pub cookie: String,
    pub lang: &'static str,
}

pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub cookie: Option<String>,
    pub body: String,
}

impl Browser {
    pub fn new(told: &Told) -> Browser {
        Browser { router: plumbline::router::router(told.app.clone()), cookie: String::new(), lang: "en" }
    }

    pub async fn send(&self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let text = |name: header::HeaderName| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        let (status, location, cookie) = (response.status(), text(header::LOCATION).unwrap_or_default(), text(header::SET_COOKIE));
        assert!(text(header::CONTENT_SECURITY_POLICY).unwrap().contains("default-src 'none'"));
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, location, cookie, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub async fn get(&self, path: &str) -> Page {
        let request = Request::get(path).header(header::COOKIE, format!("{}; plumbline_lang={}", self.cookie, self.lang));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: String, media: &str, origin: &str) -> Page {
        let request = Request::post(path)
            .header(header::COOKIE, format!("{}; plumbline_lang={}", self.cookie, self.lang))
            .header(header::HOST, "plumb.test")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, media);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post(path, urlencoded(fields), "application/x-www-form-urlencoded", "http://plumb.test").await
    }

    pub async fn parts(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let part = |(name, value): &(&str, &str)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body: String = fields.iter().map(part).collect();
        self.post(path, format!("{body}--x--\r\n"), "multipart/form-data; boundary=x", "http://plumb.test").await
    }

    /// Signs in and takes the seat of a post.
    pub async fn sign_in(told: &Told, player: Player) -> Browser {
        Browser::sit(told, player.actor()).await
    }

    /// Signs in and takes the seat of an actor of the world.
    pub async fn sit(told: &Told, theirs: Actor) -> Browser {
        let mut browser = Browser::new(told);
        let login = told.login_of(theirs);
        let page = browser.form("/sign-in", &[("login", &login), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser.cookie = page.cookie.unwrap().split(';').next().unwrap().to_owned();
        let csrf = hidden(&browser.get("/").await.body, "csrf");
        let page = browser.form("/seat", &[("csrf", &csrf), ("seat", &told.known(theirs).seat.to_string()), ("back", "/")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser
    }
}

pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    let safe = |text: &str| -> String {
        text.bytes().map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
    };
    fields.iter().map(|(k, v)| format!("{}={}", safe(k), safe(v))).collect::<Vec<_>>().join("&")
}

/// Value of the first hidden field of that name.
pub fn hidden(html: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = html.find(&mark).unwrap_or_else(|| panic!("no field `{name}` in {html}")) + mark.len();
    html[at..].split('"').next().unwrap().to_owned()
}

/// The part of a page that is the form of an act.
pub fn act<'a>(html: &'a str, command: &str) -> &'a str {
    let at = html.find(&format!("action=\"/do/{command}\"")).unwrap_or_else(|| panic!("no form for `{command}`"));
    html[at..].split("</form>").next().unwrap()
}

/// The hidden fields of the form of an act, ready to be filled up.
pub fn opened(html: &str, command: &str) -> Vec<(String, String)> {
    let form = act(html, command);
    let hidden = form.split("<input type=\"hidden\" name=\"").skip(1);
    let pair = |rest: &str| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        (name.to_owned(), unescaped(rest.split('"').next().unwrap()))
    };
    hidden.map(pair).collect()
}

/// What a browser reads out of an attribute.
pub fn unescaped(text: &str) -> String {
    let marks = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    marks.into_iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

impl Browser {
    /// Fills in a form of a page and sends it, with the fields of the page and those given.
    pub async fn fill(&self, html: &str, command: &str, fields: &[(&str, &str)]) -> Page {
        let fixed = opened(html, command);
        let mut all: Vec<(&str, &str)> = fixed.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        all.extend(fields);
        self.parts(&format!("/do/{command}"), &all).await
    }

    /// As [`Browser::parts`], with a file.
    pub async fn with_file(&self, html: &str, command: &str, fields: &[(&str, &str)], file: (&str, &str)) -> Page {
        let fixed = opened(html, command);
        let all = fixed.iter().map(|(k, v)| (k.as_str(), v.as_str())).chain(fields.iter().copied());
        let part = |(name, value): (&str, &str)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let mut body: String = all.map(part).collect();
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{}\"\r\nContent-Type: text/plain\r\n\r\n{}\r\n--x--\r\n",
            file.0, file.1
        ));
        self.post(&format!("/do/{command}"), body, "multipart/form-data; boundary=x", "http://plumb.test").await
    }
}
