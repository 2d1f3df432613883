//! Files come in as a stream and go out through the record of the evidence that names them, never by digest alone.

use super::{query, respond};
use crate::{app::App, caller::Caller, malformed::Wrong, problem::Problem};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use tokio_util::io::ReaderStream;

/// Largest file, bytes.
pub const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

/// `POST /api/file`: the raw bytes, with their media type. Answers digest and size.
pub async fn upload(State(app): State<App>, method: Method, headers: HeaderMap, body: Body) -> Response {
    respond(&headers, take(&app, &method, &headers, body).await.map(Json))
}

async fn take(app: &App, method: &Method, headers: &HeaderMap, body: Body) -> Result<store::files::Staged, Problem> {
    use axum::body::HttpBody;
    Caller::of(app, method, headers).await?;
    let media = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("application/octet-stream");
    let media: String = media.chars().take(100).collect();
    let mut incoming = app.work(|store| store.files().begin()).await??;
    let mut body = std::pin::pin!(body);
    while let Some(frame) = std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        // A half-sent file is dropped with its handle and leaves nothing.
        let frame = frame.map_err(|_| Problem::malformed("body", Wrong::HalfSent))?;
        let Ok(chunk) = frame.into_data() else { continue };
        if incoming.bytes() + chunk.len() as u64 > FILE_BYTES_MAX {
            return Err(Problem::TooLarge { max: FILE_BYTES_MAX });
        }
        incoming = app.work(move |_| incoming.write(&chunk).map(|()| incoming)).await??;
    }
    if incoming.bytes() == 0 {
        return Err(Problem::malformed("body", Wrong::Empty));
    }
    app.work(move |store| {
        let staged = incoming.finish()?;
        store.stage(&staged, &media)?;
        Ok::<_, Problem>(staged)
    })
    .await?
}

/// `GET /api/evidence/{position}/{digest}`: a file that the fact at that position names, for those who may see the fact.
pub async fn download(State(app): State<App>, Path((position, digest)): Path<(u64, String)>, headers: HeaderMap) -> Response {
    respond(&headers, give(&app, &headers, position, digest).await)
}

async fn give(app: &App, headers: &HeaderMap, position: u64, digest: String) -> Result<Response, Problem> {
    let caller = Caller::find(app, headers).await?.ok_or(Problem::SignInNeeded)?;
    let (path, bytes, media) = app
        .work(move |store| {
            let (standing, scope) = caller.standing(store)?;
            let fact = store.read(|c, a| store::read::record::fact(c, a, position))?.ok_or(Problem::NotFound)?;
            let named = fact.event.evidence().iter().map(|e| &e.digest).chain(fact.act.paper.iter().filter_map(|p| p.scan.as_ref()));
            let digest = named.into_iter().find(|d| d.as_str() == digest).cloned().ok_or(Problem::NotFound)?;
            if !query::may_see(store, &standing, &scope, &fact)? {
                return Err(Problem::NotFound);
            }
            let (bytes, media) = store.staged(&digest)?.ok_or(Problem::NotFound)?;
            Ok((store.files().path(&digest), bytes, media))
        })
        .await??;
    let file = tokio::fs::File::open(path).await.map_err(|_| Problem::NotFound)?;
    let mut response = Body::from_stream(ReaderStream::new(file)).into_response();
    let h = response.headers_mut();
    h.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    // Only pictures are shown in place; anything else could act as a page of this site.
    let shown = matches!(media.as_str(), "image/png" | "image/jpeg" | "image/webp");
    h.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(if shown { &media } else { "application/octet-stream" })
            .unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    h.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(if shown { "inline" } else { "attachment" }));
    Ok(response)
}
