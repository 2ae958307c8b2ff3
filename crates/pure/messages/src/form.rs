//! What a text refers to and tells apart, read off its syntax.
//!
//! Writing a text shows what it says in one case. Its syntax shows every case at once: a plural
//! form that is not there, a variant that can never be chosen.

use std::collections::BTreeSet;

use fluent_syntax::ast::{Expression, InlineExpression, Message, Pattern, PatternElement};
use fluent_syntax::ast::{Variant, VariantKey};

/// One text's syntax, as far as it matters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// The variables that it shows or passes on.
    pub(super) shown: BTreeSet<String>,
    /// What it tells apart.
    pub(super) choices: Vec<Choice>,
    /// Whether it has attributes, which nothing here reads.
    pub(super) has_attributes: bool,
}

/// One choice between variants by a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) variable: String,
    /// The names or numbers of the variants.
    pub(super) keys: BTreeSet<String>,
}

impl Form {
    pub(super) fn of(message: &Message<&str>) -> Self {
        let mut form = Self { has_attributes: !message.attributes.is_empty(), ..Self::default() };
        if let Some(pattern) = &message.value {
            form.pattern(pattern);
        }
        form
    }

    /// Every variable that it names, once.
    pub(super) fn variables(&self) -> BTreeSet<&str> {
        let chosen = self.choices.iter().map(|choice| choice.variable.as_str());
        self.shown.iter().map(String::as_str).chain(chosen).collect()
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                if let InlineExpression::VariableReference { id } = selector {
                    let keys = variants.iter().map(key).collect();
                    self.choices.push(Choice { variable: id.name.to_owned(), keys });
                } else {
                    self.inline(selector);
                }
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.shown.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::FunctionReference { arguments, .. }
            | InlineExpression::TermReference { arguments: Some(arguments), .. } => {
                for argument in &arguments.positional {
                    self.inline(argument);
                }
                for argument in &arguments.named {
                    self.inline(&argument.value);
                }
            }
            InlineExpression::StringLiteral { .. }
            | InlineExpression::NumberLiteral { .. }
            | InlineExpression::MessageReference { .. }
            | InlineExpression::TermReference { arguments: None, .. } => {}
        }
    }
}

fn key(variant: &Variant<&str>) -> String {
    match &variant.key {
        VariantKey::Identifier { name } => (*name).to_owned(),
        VariantKey::NumberLiteral { value } => (*value).to_owned(),
    }
}
