//! Checks of files, of words against status, and what a text states of itself.

use detect::checks::*;
use detect::signal::{Check, Hint, Remark};
use detect::signals;
use std::collections::BTreeSet;

const DAY: i64 = 86_400;

fn one(found: &[Remark], check: Hint) -> &Remark {
    assert_eq!(found.len(), 1, "{found:?}");
    let s = &found[0];
    assert_eq!(s.check(), check);
    assert!(!s.detector().explanations.is_empty() && !s.sources().is_empty() && s.check().weight() != "blocking", "{s:?}");
    s
}

/// A file dated on day 1000.
fn file(unit: &str, item: &str, name: &str) -> Attachment {
    Attachment {
        paper: format!("{item}/{name}"),
        unit: unit.into(),
        item: item.into(),
        digest: format!("{item}{name}"),
        day: Some(1000),
        ..Attachment::default()
    }
}

fn with(change: impl Fn(&mut Metadata)) -> Vec<Attachment> {
    let mut f = file("青水局", "i", "a.docx");
    change(&mut f.metadata);
    vec![f]
}

#[test]
fn files_created_and_edited_late_and_photographs_of_another_day() {
    let created = |d: i64| file_metadata(&with(|m| m.created = Some(d * DAY + 5)));
    assert_eq!(one(&created(1030), Hint::FileCreatedAfter).param("created"), Some(date_of(1030).as_str()));
    assert!(created(1029).is_empty() && created(3).is_empty());
    let edited = |d: i64| file_metadata(&with(|m| (m.created, m.modified) = (Some(1001 * DAY), Some(d * DAY))));
    one(&edited(1060), Hint::FileEditedLate);
    assert!(edited(1059).is_empty());
    let both = file_metadata(&with(|m| (m.created, m.modified) = (Some(1100 * DAY), Some(1100 * DAY))));
    one(&both, Hint::FileCreatedAfter);
    let taken = |d: i64| file_metadata(&with(|m| m.taken = Some(d * DAY)));
    one(&taken(998), Hint::PhotoTime);
    one(&taken(1002), Hint::PhotoTime);
    assert!(taken(999).is_empty() && taken(1001).is_empty());
    // What is not there proves nothing, and an undated paper contradicts nothing.
    assert!(file_metadata(&with(|_| ())).is_empty());
    let undated = with(|m| m.created = Some(5000 * DAY)).into_iter().map(|f| Attachment { day: None, ..f }).collect::<Vec<_>>();
    assert!(file_metadata(&undated).is_empty());
    assert_eq!(file_metadata(&with(|m| m.created = Some(-1))).len(), 0);
}

fn sessions(unit: &str, item: &str, rsids: &[&str]) -> Attachment {
    let mut f = file(unit, item, "a.docx");
    f.metadata.rsids = rsids.iter().map(|r| (*r).to_owned()).collect();
    f
}

#[test]
fn three_editing_sessions_shared_by_two_units_and_none_that_came_with_a_form() {
    let pair = [sessions("甲局", "i", &["A1", "A2", "A3"]), sessions("乙局", "k", &["A1", "A2", "A3", "B9"])];
    assert_eq!(one(&shared_editing(&pair, &[]), Hint::SharedEditing).param("sessions"), Some("3"));
    assert!(shared_editing(&[sessions("甲局", "i", &["A1", "A2"]), sessions("乙局", "k", &["A1", "A2"])], &[]).is_empty());
    assert!(shared_editing(&[sessions("甲局", "i", &["A1", "A2", "A3"]), sessions("甲局", "k", &["A1", "A2", "A3"])], &[]).is_empty());
    let form: BTreeSet<String> = ["A1".to_owned()].into();
    assert!(shared_editing(&pair, &[form]).is_empty());
    let third = sessions("丙局", "m", &["A1", "A2", "A3"]);
    assert!(shared_editing(&[pair[0].clone(), pair[1].clone(), third], &[]).is_empty());
    let equal = Attachment { digest: pair[0].digest.clone(), ..pair[1].clone() };
    assert!(shared_editing(&[pair[0].clone(), equal], &[]).is_empty(), "of equal files same-file speaks");
}

#[test]
fn equal_files_under_two_items_but_not_what_was_handed_out() {
    let same = |unit: &str, item: &str| Attachment { digest: "d".into(), ..file(unit, item, "a.pdf") };
    assert_eq!(one(&same_file(&[same("甲局", "i"), same("甲局", "k")]), Hint::SameFile).param("items"), Some("i, k"));
    one(&same_file(&[same("甲局", "i"), same("乙局", "k")]), Hint::SameFile);
    assert!(same_file(&[same("甲局", "i"), same("甲局", "i")]).is_empty());
    assert!(same_file(&[same("甲局", "i"), same("乙局", "k"), same("丙局", "m")]).is_empty());
    let joint = |unit: &str, item: &str| Attachment { joint: true, ..same(unit, item) };
    assert!(same_file(&[joint("甲局", "i"), joint("乙局", "k")]).is_empty(), "a joint paper lies with both by right");
    one(&same_file(&[joint("甲局", "i"), joint("甲局", "k")]), Hint::SameFile);
    let empty = |item: &str| Attachment { digest: String::new(), ..same("甲局", item) };
    assert!(same_file(&[empty("i"), empty("k")]).is_empty());
}

fn codes(item: &str, numbers: &[u64]) -> Attachment {
    Attachment { numbers: numbers.iter().copied().collect(), ..file("甲局", item, "a.docx") }
}

#[test]
fn a_series_of_numbers_under_two_items_but_no_account_beside_a_telephone() {
    let found = same_series(&[codes("i", &[30_417_001, 30_417_002, 9_000_001]), codes("k", &[30_417_001, 30_417_002])]);
    assert_eq!(one(&found, Hint::SameSeries).param("numbers"), Some("30417001, 30417002"));
    assert!(same_series(&[codes("i", &[30_417_001]), codes("k", &[30_417_001])]).is_empty());
    assert!(same_series(&[codes("i", &[5_550_123, 6_222_000_011_112_222]), codes("k", &[5_550_123, 6_222_000_011_112_222])]).is_empty());
    let own = |item: &str| codes(item, &[30_417_001, 30_417_002]);
    assert!(same_series(&[own("i"), own("k"), own("m")]).is_empty(), "numbers of the unit itself stand everywhere");
    assert!(same_series(&[own("i"), Attachment { paper: "other".into(), digest: "x".into(), ..own("i") }]).is_empty());
    assert!(same_series(&[own("i"), Attachment { digest: own("i").digest, ..own("k") }]).is_empty());
}

fn by(unit: &str, n: usize, author: &str) -> Attachment {
    let mut f = file(unit, &format!("{unit}{n}"), "a.docx");
    f.metadata.author = author.into();
    f
}

#[test]
fn an_author_at_home_in_another_unit_but_no_name_of_a_computer() {
    let home = |author: &str, files: usize| (0..files).map(|n| by("青水农业局", n, author)).collect::<Vec<_>>();
    let visit = |author: &str, files: usize| home(author, files).into_iter().chain([by("云岭水务局", 0, author)]).collect::<Vec<_>>();
    let found = file_author_foreign(&visit("甲乙丙", 3));
    assert_eq!((one(&found, Hint::FileAuthorForeign).param("home"), found[0].param("unit")), (Some("青水农业局"), Some("云岭水务局")));
    assert!(file_author_foreign(&visit("甲乙丙", 2)).is_empty());
    for machine in ["Administrator", "admin01", "Lenovo User", "微软用户", "", "1234"] {
        assert!(file_author_foreign(&visit(machine, 5)).is_empty(), "{machine}");
    }
    // As many files here as there: nobody's home. And who works for four units is at home in all.
    let even: Vec<_> = home("甲乙丙", 3).into_iter().chain((0..3).map(|n| by("云岭水务局", n, "甲乙丙"))).collect();
    assert!(file_author_foreign(&even).is_empty());
    let third: Vec<_> = visit("甲乙丙", 4).into_iter().chain([by("松坪教育局", 0, "甲乙丙")]).collect();
    assert_eq!(file_author_foreign(&third).len(), 2);
    assert!(file_author_foreign(&third[1..]).is_empty(), "three at home and two elsewhere are no home");
    let fourth: Vec<_> = visit("甲乙丙", 9).into_iter().chain(["松坪教育局", "竹溪民政局"].map(|u| by(u, 0, "甲乙丙"))).collect();
    assert!(file_author_foreign(&fourth).is_empty());
    // An author that names a unit says whose file it is at once; naming the own one is honest.
    let named = |author: &str| file_author_foreign(&[by("青水农业局", 0, "x y"), by("云岭水务局", 0, author)]);
    one(&named("青水农业局办公室"), Hint::FileAuthorForeign);
    assert!(named("云岭水务局办公室").is_empty());
    let copies: Vec<_> = visit("甲乙丙", 4).into_iter().map(|f| Attachment { digest: "same".into(), ..f }).collect();
    assert!(file_author_foreign(&copies).is_empty(), "one file in many folders is one file");
    let mut edited = visit("", 3);
    edited.iter_mut().for_each(|f| f.metadata.edited_by = "丁戊己".into());
    one(&file_author_foreign(&edited), Hint::FileAuthorForeign);
}

fn answer(text: &str) -> Answer {
    Answer { item: "i".into(), unit: "青水局".into(), text: text.into(), done: true, about_study: false }
}

#[test]
fn promises_under_done() {
    let promise = answer("我局将制定管护办法。下一步尽快组织修缮。");
    assert_eq!(one(&promise_as_done(std::slice::from_ref(&promise)), Hint::PromiseAsDone).param("sentences"), Some("2"));
    assert!(promise_as_done(&[Answer { done: false, ..promise }]).is_empty(), "a timely not yet is no failing");
    for honest in [
        "已将违规资金3万元收回并缴入国库。",
        "招待费超支1200元全部退还。",
        "待遇发放名单重新核对。",
        "修订采购计划并公示。水渠修通。",
        "将军村水渠修通。",
        "",
    ] {
        assert!(promise_as_done(&[answer(honest)]).is_empty(), "{honest}");
    }
    // Half the sentences are the line, and what is quoted is not said.
    one(&promise_as_done(&[answer("我局将修缮水渠。水渠共2公里。")]), Hint::PromiseAsDone);
    assert!(promise_as_done(&[answer("我局将修缮水渠。水渠共2公里。闸门换了3扇。")]).is_empty());
    assert!(promise_as_done(&[answer("宣传栏写着“我们将努力”。")]).is_empty());
}

#[test]
fn explanations_in_place_of_results() {
    let explained = answer("由于历史原因，土地手续难以补齐。人员紧张，暂时无法办理。");
    one(&explanation_for_result(std::slice::from_ref(&explained)), Hint::ExplanationForResult);
    assert!(explanation_for_result(&[Answer { done: false, ..explained }]).is_empty());
    assert!(explanation_for_result(&[answer("由于台账遗失，已重建台账并补录42户。")]).is_empty());
    assert!(explanation_for_result(&[answer("拆除违建3处。面积共120平方米。由于下雨，多用两天。")]).is_empty());
}

#[test]
fn meetings_as_the_only_measure() {
    let met = answer("召开专题会议部署。组织干部学习文件。");
    one(&meetings_only(std::slice::from_ref(&met)), Hint::MeetingsOnly);
    assert!(meetings_only(&[Answer { about_study: true, ..met }]).is_empty());
    assert!(meetings_only(&[answer("召开会议部署。退还多收费用300元。")]).is_empty());
    assert!(meetings_only(&[answer("")]).is_empty());
}

#[test]
fn a_perfunctory_signal_follows_the_field_signal_and_not_the_verdict() {
    let doc = |text: &str| detect::copies::Doc { id: "x".into(), unit: String::new(), county: String::new(), text: text.into() };
    let mut v = detect::perfunctory::judge(&doc("高度重视，认真落实，取得实效。"));
    (v.perfunctory, v.signal) = (true, true);
    assert_eq!(signals::perfunctory(&v).map(|s| s.check()), Some(Hint::PerfunctoryText));
    v.signal = false;
    assert_eq!(signals::perfunctory(&v), None);
}

#[test]
fn a_paper_states_its_number_title_and_date() {
    let text = "青水局文件\n青水发〔2031〕12号\n关于水渠管护问题整改情况的报告\n根据云岭办〔2031〕3号要求，水渠已于2031年4月1日修通，凭证30417001。\n青水局\n2031年5月6日\n";
    let s = stated(text);
    assert_eq!(s.number, Some(("青水发".to_owned(), 2031, 12)));
    assert_eq!((s.title.as_str(), s.day), ("关于水渠管护问题整改情况的报告", Some(day_of(2031, 5, 6))));
    assert_eq!(text.chars().skip(s.span.0 as usize).take((s.span.1 - s.span.0) as usize).collect::<String>(), "2031年5月6日");
    assert!(s.cited.iter().any(|c| (c.1, c.2) == (2031, 3)) && s.codes.contains(&30_417_001));
    assert!(s.answers && s.reports && !s.joint && stated("联合巡护记录\n水渠").joint);
    assert!(!stated("领料单\n会同施工方到场验看，水渠已修。").joint, "a sentence is no title");
}

#[test]
fn a_paper_that_does_not_clearly_state_is_not_guessed_at() {
    // A cited number, a deadline in a sentence, a date behind a word that does not date the paper.
    let s = stated("根据青水发〔2031〕12号，请于2031年6月30日前报送。\n完成时限：2031年6月30日");
    assert_eq!((s.number, s.day), (None, None));
    assert_eq!(stated("填报日期：2031年5月6日").day, Some(day_of(2031, 5, 6)));
    assert_eq!(stated("青水发〔2031〕12号 签发人：甲乙").number.map(|n| n.2), Some(12));
    assert_eq!(stated("（青水发〔2031〕12号）").number, None);
    assert_eq!(stated(""), Stated::default());
    // At the foot an office and its date may stand on one line; a sentence, a deadline, a place or the first line may not.
    let foot = |line: &str| stated(&format!("关于水渠管护的说明\n水渠已修通。\n{line}")).day;
    for line in ["青水县水利局 2031年5月6日", "自然资源局　二〇三一年五月六日", "中共青水县委巡察工作领导小组办公室2031年5月6日"]
    {
        assert_eq!(foot(line), Some(day_of(2031, 5, 6)), "{line}");
    }
    for line in [
        "请报青水县水利局 2031年5月6日",
        "整改期限 2031年5月6日",
        "现场 谢坪镇 2031年5月6日",
        "渠道修通，水利局 2031年5月6日",
        "甲乙 2031年5月6日",
    ] {
        assert_eq!(foot(line), None, "{line}");
    }
    assert_eq!(stated("青水县水利局 2031年5月6日").day, None, "a head is no foot");
    assert_eq!(foot("青水县水利局 2031年5月6日\n一\n二\n三\n四\n五"), None, "in the middle of a paper it tells of an event");
    assert_eq!(stated("\u{0}\u{fffd}\n\n").day, None);
}
