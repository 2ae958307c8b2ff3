//! `refundd policy new`

use std::fs::OpenOptions;
use std::io::{BufRead, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::print;
use crate::app::config::tests_beside;
use crate::cli::exit::{Done, Undone};
use crate::cli::session;
use diagnostics::render_mistakes;
use trial::{Answers, Draft, Question, QuestionForm};

/// Draft a policy and its tests from answers to ten questions.
#[derive(Debug, Args)]
pub(super) struct New {
    /// The policy that is written; its tests are written beside it. Neither may be there.
    #[arg(long, value_name = "FILE", default_value = "policy.toml")]
    output: PathBuf,
    /// Answers as TOML, `days = 30` and so on. Without it, the questions are asked.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
}

impl New {
    pub(super) fn execute(self) -> Done {
        let (policy, tests) = (self.output.as_path(), tests_beside(&self.output));
        // Nobody answers ten questions for nothing.
        for file in [policy, &tests] {
            if file.symlink_metadata().is_ok() {
                return Err(is_there(file));
            }
        }
        let answers = match &self.answers {
            Some(file) => read(file),
            None => ask(&mut std::io::stdin().lock()),
        }?;
        let draft = Draft::of(&answers);
        create(&tests, &draft.tests)?;
        create(policy, &draft.policy)?;
        let languages = answers.languages();
        let (policy, tests) = (policy.display(), tests.display());
        print(&format!(
            "{policy} and {tests} are written. Read them, and then:\n\
             refundd policy check --languages {languages} {policy}\n\
             refundd policy test --strict --languages {languages} {policy}"
        ))
    }
}

fn is_there(file: &Path) -> Undone {
    let file = file.display();
    Undone::Usage(format!("{file} is there, and is not written over; name another --output"))
}

/// Writes a file that is not there.
fn create(file: &Path, text: &str) -> Result<(), Undone> {
    let created = OpenOptions::new().write(true).create_new(true).open(file);
    let written = created.and_then(|mut created| created.write_all(text.as_bytes()));
    written.map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return is_there(file);
        }
        Undone::failed(format!("{} cannot be written: {error}", file.display()))
    })
}

fn read(file: &Path) -> Result<Answers, Undone> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Undone::NotFound(format!("{} cannot be read: {error}", file.display())))?;
    Answers::parse(&text).map_err(|mistakes| {
        let mistakes = render_mistakes(&file.to_string_lossy(), &text, &mistakes);
        Undone::Misconfigured(format!(
            "{mistakes}\n\n{} is not understood\nhelp: docs/policy-tools.md lists the questions",
            file.display()
        ))
    })
}

/// Asks each question until it has an answer that can be.
fn ask(from: &mut impl BufRead) -> Result<Answers, Undone> {
    let mut text = String::new();
    for question in Question::ALL {
        put(&asked(&question))?;
        loop {
            put(&format!("[{}] > ", question.default))?;
            let mut typed = String::new();
            if from.read_line(&mut typed).map_err(Undone::failed)? == 0 {
                let missing = format!("there is no answer to `{}`; name --answers", question.key);
                return Err(Undone::Usage(missing));
            }
            let line = question.line(&typed);
            // What was answered before can be what is wrong with it: the amounts bound each other.
            match Answers::parse(&format!("{text}{line}")) {
                Ok(_) => {
                    text.push_str(&line);
                    break;
                }
                Err(mistakes) => {
                    for mistake in mistakes {
                        put(&format!("{}: {}\n", mistake.message, mistake.remedy))?;
                    }
                }
            }
        }
    }
    let answers = Answers::parse(&text);
    answers.map_err(|mistakes| unreachable!("each of them was understood: {mistakes:?}"))
}

/// A question with the words that answer it.
fn asked(question: &Question) -> String {
    let words = match question.form {
        QuestionForm::Choice(choices) => {
            choices.iter().map(|(word, means)| format!("  {word}: {means}\n")).collect()
        }
        QuestionForm::Words(words) => format!("  some of: {}\n", words.join(", ")),
        QuestionForm::Number | QuestionForm::Word => String::new(),
    };
    format!("\n{}\n{words}", question.asks)
}

fn put(text: &str) -> Result<(), Undone> {
    session::put(text).map_err(Undone::failed)
}
