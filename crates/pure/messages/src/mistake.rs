//! What can be wrong with the texts of a language, in words, and what to do about it.

use std::fmt;

use domain::clause::CLAUSE_CHARACTERS_MAX;
use domain::locale::Locale;

/// One mistake in the texts of one language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CatalogueError {
    pub locale: Locale,
    /// Where it is; `None` where something is not there.
    pub place: Option<TextPlace>,
    pub mistake: TextMistake,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPlace {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { locale, place, mistake } = self;
        match place {
            Some(TextPlace { file, line }) => write!(f, "{file}:{line}: {mistake}")?,
            None => write!(f, "{locale}: {mistake}")?,
        }
        write!(f, "\n    help: {}", mistake.remedy(*locale))
    }
}

impl std::error::Error for CatalogueError {}

/// What can be wrong with a language's texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum TextMistake {
    /// The language has no tag that the formatters know.
    #[error("the language is not known")]
    NoSuchLanguage,
    /// The file is not Fluent here.
    #[error("this is not Fluent: {0}")]
    Syntax(String),
    /// Two texts of one file have one id.
    #[error("`{0}` is there twice")]
    Twice(String),
    /// A text that is needed is not there.
    #[error("`{0}` is missing")]
    MissingText(String),
    /// A text is there that nobody asks for.
    #[error("`{id}` is not a text of the catalogue")]
    UnknownText {
        id: String,
        /// The id that was meant, as it seems.
        meant: Option<String>,
    },
    /// A clause, alternative or question of the merchant's own lacks languages.
    #[error("`{id}` has no text in {lacking}")]
    Alone {
        id: String,
        /// The languages that lack it, in one line.
        lacking: String,
        /// The id that was meant, as it seems.
        meant: Option<String>,
    },
    /// A text has attributes.
    #[error("`{0}` has attributes, which are never shown")]
    Attributes(String),
    /// A text names a variable that it is never given.
    #[error("`{id}` has no variable ${variable}")]
    UnknownVariable {
        id: String,
        variable: String,
        /// The variables that it has, in one line.
        known: String,
    },
    /// A text shows what is there to choose by.
    #[error("`{id}` shows ${variable}, which is only ever {}", either(variants))]
    Shown { id: String, variable: String, variants: Vec<&'static str> },
    /// A text names a variable where it is not given.
    #[error("`{id}` uses ${variable}{case}")]
    Absent {
        id: String,
        variable: String,
        /// In which case; starts with a space.
        case: String,
    },
    /// A text leaves out what it should tell.
    #[error("`{id}` does not use ${variable}{case}")]
    MissingVariable {
        id: String,
        variable: String,
        /// In which case, if not in all; starts with a space.
        case: String,
    },
    /// A choice lacks a variant, or the plural form of a number.
    #[error("`{id}` has no variant [{variant}] for ${variable}")]
    MissingVariant { id: String, variable: String, variant: String },
    /// A choice has a variant that is never chosen.
    #[error("`{id}` has a variant [{variant}] that ${variable} never is")]
    UnknownVariant { id: String, variable: String, variant: String },
    /// A text cannot be written for another reason.
    #[error("`{id}` cannot be written{case}: {error}")]
    Unresolved {
        id: String,
        /// In which case, if not in all; starts with a space.
        case: String,
        /// What could not be resolved.
        error: String,
    },
    /// A letter says that money has been given back before that is known.
    #[error("`{id}` says “{word}”")]
    Premature { id: String, word: &'static str },
    /// A text that must stand on one line has several.
    #[error("`{0}` has more than one line")]
    Lines(String),
    /// A clause is too long for a letter, which would have to cut it.
    #[error("`{id}` has {characters} characters; a letter has room for {CLAUSE_CHARACTERS_MAX}")]
    Long { id: String, characters: usize },
}

/// `yes or no`, `a, b or c`.
fn either(words: &[&str]) -> String {
    let Some((last, others)) = words.split_last() else { return String::new() };
    [others.join(", ").as_str(), last].join(" or ")
}

impl TextMistake {
    fn remedy(&self, locale: Locale) -> String {
        match self {
            Self::NoSuchLanguage => {
                format!("the languages are {}", Locale::ALL.map(Locale::as_str).join(", "))
            }
            Self::Syntax(_) => {
                "continued lines are indented; a placeable is `{ $name }`; the last \
                                variant of a choice begins with `*[`"
                    .to_owned()
            }
            Self::Twice(_) => "keep one of them".to_owned(),
            Self::MissingText(_) => format!("add it to {locale}.ftl"),
            Self::UnknownText { meant: Some(meant), .. } => format!("did you mean `{meant}`?"),
            Self::UnknownText { meant: None, .. } => {
                "docs/messages.md lists the texts; texts of your own begin with `clause-`, \
                 `alternative-` or `question-`"
                    .to_owned()
            }
            Self::Alone { meant: Some(meant), .. } => {
                format!("did you mean `{meant}`? A text of your own is needed in every language")
            }
            Self::Alone { meant: None, .. } => {
                "add it to the files of these languages: a text of your own is needed in all"
                    .to_owned()
            }
            Self::Attributes(_) => "make them a part of the text".to_owned(),
            Self::UnknownVariable { known, .. } if known.is_empty() => {
                "this text has no variables".to_owned()
            }
            Self::UnknownVariable { known, .. } => format!("it has {known}"),
            Self::Shown { variable, variants, .. } => {
                let (last, others) = variants.split_last().unwrap_or((&"", &[]));
                let others: String = others.iter().map(|name| format!("[{name}] … ")).collect();
                format!("choose by it: {{ ${variable} -> {others}*[{last}] … }}")
            }
            Self::Absent { .. } => "it is not known there: use it in the other variant only".into(),
            Self::MissingVariable { variable, .. } => {
                format!("readers need it: insert {{ ${variable} }}")
            }
            Self::MissingVariant { variant, .. } => format!("add it: [{variant}] …"),
            Self::UnknownVariant { .. } => "take it out, or correct its name".to_owned(),
            Self::Unresolved { .. } => "fix what it refers to".to_owned(),
            Self::Premature { .. } => {
                "only the letter `refunded` may say so: say what will happen, with other words"
                    .to_owned()
            }
            Self::Lines(_) => "write it on one line".to_owned(),
            Self::Long { characters, .. } => {
                let above = characters.saturating_sub(CLAUSE_CHARACTERS_MAX);
                format!(
                    "shorten it by {above}: say what the decision rests on, and name the place \
                     where the whole terms stand"
                )
            }
        }
    }
}
