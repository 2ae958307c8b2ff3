//! What is drafted can be used as it is, whatever was answered.

use crate::course::Course;
use jiff::SignedDuration;

use super::one;
use crate::{Answers, Draft, Question, QuestionForm, Suite, undecided};
use diagnostics::render_mistakes;
use domain::languages::Languages;
use domain::locale::Locale;
use policy::Policy;

/// Every way to answer the questions with a choice, as texts of files.
fn choices() -> Vec<String> {
    let mut texts = vec![String::new()];
    for question in Question::ALL {
        let QuestionForm::Choice(choices) = question.form else { continue };
        let more = texts.iter().flat_map(|text| {
            choices.iter().map(move |(word, _)| format!("{text}{}", question.line(word)))
        });
        texts = more.collect();
    }
    texts
}

fn drafted(text: &str) -> Draft {
    let answers = Answers::parse(text)
        .unwrap_or_else(|wrong| panic!("{}", render_mistakes("answers.toml", text, &wrong)));
    Draft::of(&answers)
}

/// Amounts of which half is too little.
const NARROW: &str = "smallest = 51\nlargest = 100\n";

/// Holds a draft to all that `check` and `test --strict` hold it to. How many cases it has.
fn sound(text: &str, languages: &Languages) -> usize {
    let Draft { policy: written, tests } = drafted(text);
    let policy = super::policy("policy.toml", &written);
    let said = |mistakes: &[diagnostics::Mistake]| {
        format!("{text}\n{}", render_mistakes("policy.toml", &written, mistakes))
    };
    assert!(policy.warnings().is_empty(), "{}", said(policy.warnings()));
    assert!(policy.risks().is_empty(), "{}", said(policy.risks()));
    assert!(policy.lacking(languages).is_empty(), "{text}");
    let suite = Suite::parse(&tests).unwrap_or_else(|wrong| {
        panic!("{text}\n{}", render_mistakes("policy.tests.toml", &tests, &wrong))
    });
    let verified = suite.verify(Course::alone(&policy), one);
    for verified in &verified {
        let wrong = verified.mistakes();
        let told = render_mistakes("policy.tests.toml", &tests, &wrong);
        assert!(verified.passed(), "{text}\n{written}\n{told}");
    }
    // A request within the promise or after it: nothing is left to the default.
    // Where half of the largest amount is below the smallest, the rest of a term is held.
    let undecided = undecided(&policy, &verified);
    let undecided: Vec<&str> = undecided.iter().map(String::as_str).collect();
    let held = |rule: &&str| rule.ends_with("rest-of-term");
    let (held, others): (Vec<&str>, Vec<&str>) = undecided.into_iter().partition(held);
    assert_eq!(others, ["default"], "{text}");
    assert!(held.is_empty() || text.contains(NARROW), "{text}: {held:?}");
    for played in suite.play(Course::alone(&policy), SignedDuration::from_hours(24), one) {
        assert!(!played.is_more(), "{text}\n{}: {played:?}", played.case.name);
    }
    suite.cases.len()
}

#[test]
fn every_way_to_answer_drafts_a_policy_without_a_mistake_a_warning_or_a_gain() {
    let texts = choices();
    assert_eq!(texts.len(), 144);
    let mut tried = 0;
    for text in &texts {
        for numbers in [
            "",
            "days = 2\nsmallest = 0\nlargest = 1\n",
            "largest = 300\n",
            "days = 365\nsmallest = 1\nlargest = 101\ncurrency = \"JPY\"\n",
            "days = 14\nsmallest = 10001\nlargest = 20001\ncurrency = \"USD\"\n",
            &format!(
                "{NARROW}days = 13\ncurrency = \"KWD\"\ninstead = [\"credit\", \"downgrade\"]\n"
            ),
            "days = 15\nlargest = 1000000000000\n",
        ] {
            let cases = sound(&format!("{text}{numbers}"), &Languages::default());
            assert!(cases >= 12, "{cases}");
            tried += 1;
        }
    }
    assert_eq!(tried, 144 * 7);
}

#[test]
fn a_draft_has_the_languages_that_are_wanted_and_no_other() {
    let mut tried = 0;
    for text in choices() {
        for locale in Locale::ALL {
            let tag = locale.as_str();
            let text = format!("{text}languages = [\"{tag}\"]\n");
            let written = drafted(&text).policy;
            let policy = Policy::parse(&written).unwrap();
            assert!(policy.lacking(&Languages::of([locale]).unwrap()).is_empty());
            for other in Locale::ALL.into_iter().filter(|other| *other != locale) {
                assert!(!policy.lacking(&Languages::of([other]).unwrap()).is_empty());
            }
            assert!(!written.contains("{days}"), "{written}");
            tried += 1;
        }
    }
    assert_eq!(tried, 144 * 7);
}

#[test]
fn a_draft_is_a_text_for_people() {
    let text = "renewals = \"fourteen_days\"\nafterwards = \"rest_of_term\"\nused = \"yes\"\nlanguages = [\"en\"]\n";
    let Draft { policy, tests } = drafted(text);
    insta::assert_snapshot!("draft", format!("{policy}\n----\n\n{tests}"));
}

#[test]
fn what_cannot_be_an_answer_is_told_with_its_place_and_remedy() {
    let wrong = [
        "days = \n",
        "days = 1\nlargest = 0\nsmallest = -1\n",
        "day = 30\n",
        "sold = \"subscriptions\"\nrenewals = 3\nabove = \"boss\"\n",
        "days = \"30\"\nlargest = 1.5\n",
        "currency = \"EURO\"\ninstead = []\nlanguages = [\"en\", \"es\"]\n",
        "smallest = 20001\n",
        "used = 1\ninstead = \"credit\"\n",
    ];
    let told: Vec<String> = wrong
        .iter()
        .map(|text| render_mistakes("answers.toml", text, &Answers::parse(text).unwrap_err()))
        .collect();
    insta::assert_snapshot!("wrong_answers", told.join("\n\n----\n\n"));
    let long = Answers::parse(&"#".repeat(64 * 1024 + 1)).unwrap_err();
    assert_eq!(long[0].message, "the answers have more than 65536 bytes");
}

#[test]
fn the_page_has_every_question_with_its_answers_and_its_default() {
    const PAGE: &str = include_str!("../../../../../docs/policy-tools.md");
    let languages = Question::ALL.into_iter().find(|question| question.key == "languages").unwrap();
    assert_eq!(languages.words(), Locale::ALL.map(Locale::as_str));
    for question in Question::ALL {
        assert!(PAGE.contains(&format!("`{}`", question.key)), "{}", question.key);
        let answers = match question.form {
            QuestionForm::Choice(_) => {
                question.words().into_iter().map(|word| format!("`\"{word}\"`")).collect()
            }
            QuestionForm::Number => vec![format!("`{}`", question.default)],
            QuestionForm::Word => vec![format!("`\"{}\"`", question.default)],
            QuestionForm::Words(_) => Vec::new(),
        };
        for answer in answers {
            assert!(PAGE.contains(&answer), "{}: {answer}", question.key);
        }
    }
}

#[test]
fn what_is_typed_is_read_as_an_answer_of_a_file_is() {
    let typed = |key: &str, typed: &str| {
        Question::ALL.iter().find(|question| question.key == key).unwrap().line(typed)
    };
    assert_eq!(typed("days", " 14 "), "days = 14\n");
    assert_eq!(typed("days", ""), "days = 30\n");
    assert_eq!(typed("days", "two\"\n[x]"), "days = \"two\\\"\\n[x]\"\n");
    assert_eq!(typed("instead", "credit,downgrade, "), "instead = [\"credit\", \"downgrade\"]\n");
    assert_eq!(typed("instead", ","), "instead = []\n");
    let defaults: String = Question::ALL.iter().map(|question| question.line("")).collect();
    assert_eq!(Answers::parse(&defaults), Answers::parse(""));
    for (said, word) in [("true", "\"yes\""), ("false", "\"no\"")] {
        let of = |value: &str| Answers::parse(&format!("used = {value}\n")).unwrap();
        assert_eq!(of(said), of(word));
    }
}
