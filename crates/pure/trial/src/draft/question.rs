//! The questions of a draft, in the order in which they are asked.

use policy::ALTERNATIVES;

/// One question: what a person reads, and the key of its answer in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The key in a file of answers.
    pub key: &'static str,
    /// The question.
    pub asks: &'static str,
    /// What an answer looks like.
    pub form: QuestionForm,
    /// The answer of who gives none, as it is typed.
    pub default: &'static str,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionForm {
    /// One of these words, each with what it means.
    Choice(&'static [(&'static str, &'static str)]),
    /// A whole number.
    Number,
    /// A word.
    Word,
    /// Words of this list, with commas between them.
    Words(&'static [&'static str]),
}

impl Question {
    /// All of them. The question for amounts has three answers, so that there are two more than ten.
    pub const ALL: [Self; 12] = [
        Self {
            key: "sold",
            asks: "What do you sell?",
            form: QuestionForm::Choice(&[
                ("subscription", "access for a term that renews itself"),
                ("one_time", "something that is paid for once, such as a licence"),
            ]),
            default: "subscription",
        },
        Self {
            key: "days",
            asks: "For how many days is the money given back, for any reason? 2 to 365",
            form: QuestionForm::Number,
            default: "30",
        },
        Self {
            key: "afterwards",
            asks: "What is given back afterwards?",
            form: QuestionForm::Choice(&[
                ("nothing", "nothing"),
                ("rest_of_term", "the part that pays for the rest of the term"),
            ]),
            default: "nothing",
        },
        Self {
            key: "renewals",
            asks: "What about renewals? (Your shop has to write which payments are renewals.)",
            form: QuestionForm::Choice(&[
                ("like_purchases", "they are given back like purchases"),
                ("fourteen_days", "they are given back in full for 14 days"),
                ("never", "they are not given back"),
            ]),
            default: "like_purchases",
        },
        Self {
            key: "charged_twice",
            asks: "Who gives back the later of two equal charges? (People look at all other wrong charges.)",
            form: QuestionForm::Choice(&[
                ("machine", "a machine, if the processor shows both charges"),
                ("person", "a person, always"),
            ]),
            default: "machine",
        },
        Self {
            key: "used",
            asks: "Does it matter whether the goods were used? (Your own system has to know it.)",
            form: QuestionForm::Choice(&[
                ("no", "no"),
                ("yes", "what was used is not given back in full"),
            ]),
            default: "no",
        },
        Self {
            key: "currency",
            asks: "In which currency are you paid? Three letters",
            form: QuestionForm::Word,
            default: "EUR",
        },
        Self {
            key: "largest",
            asks: "What is the most that a machine gives of one payment, in minor units (20000 is 200.00 EUR)?",
            form: QuestionForm::Number,
            default: "20000",
        },
        Self {
            key: "smallest",
            asks: "What is the least that a machine gives at once, in minor units (100 is 1.00 EUR)? 0 for no bound",
            form: QuestionForm::Number,
            default: "100",
        },
        Self {
            key: "instead",
            asks: "What is offered in the place of money?",
            form: QuestionForm::Words(&ALTERNATIVES),
            default: "credit",
        },
        Self {
            key: "above",
            asks: "Who decides the rest?",
            form: QuestionForm::Choice(&[
                ("one", "one person"),
                ("one_then_two", "one person, and two above five times what a machine gives"),
                ("two", "two people, always"),
            ]),
            default: "one_then_two",
        },
        Self {
            key: "languages",
            asks: "In which languages are customers written to?",
            form: QuestionForm::Words(&["en", "de", "fr", "nl", "ja", "zh", "zh-Hant"]),
            default: "en, de, fr, nl, ja, zh",
        },
    ];

    /// What was typed, as a line of a file of answers. What cannot be an answer makes a line that is a
    /// mistake.
    pub fn line(&self, typed: &str) -> String {
        let typed = typed.trim();
        let typed = if typed.is_empty() { self.default } else { typed };
        // A string of JSON is one of TOML.
        let quoted = |word: &str| serde_json::Value::from(word).to_string();
        let value = match self.form {
            QuestionForm::Number if typed.parse::<i64>().is_ok() => typed.to_owned(),
            QuestionForm::Number | QuestionForm::Choice(_) | QuestionForm::Word => quoted(typed),
            QuestionForm::Words(_) => {
                let words = typed.split(',').map(str::trim).filter(|word| !word.is_empty());
                format!("[{}]", words.map(quoted).collect::<Vec<_>>().join(", "))
            }
        };
        format!("{} = {value}\n", self.key)
    }

    /// The words that an answer may be of; empty if it may be any.
    pub fn words(&self) -> Vec<&'static str> {
        match self.form {
            QuestionForm::Choice(choices) => choices.iter().map(|(word, _)| *word).collect(),
            QuestionForm::Words(words) => words.to_vec(),
            QuestionForm::Number | QuestionForm::Word => Vec::new(),
        }
    }
}
