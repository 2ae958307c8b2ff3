//! What can be set, and how: a setting is one row, beside the component that uses it.
//!
//! [`settings!`] makes of the rows of a table the type that the program uses, how it is read, and
//! the rows of the list by which names and values are checked and the pages are written. What
//! must fit between two settings is not here: the process knows all of them.

pub mod rule;
mod sort;

use serde::de::DeserializeOwned;

pub use self::rule::Rule;
pub use self::sort::{Days, Hours, Milliseconds, Minutes, Rungs, Seconds, Sort};

/// What a value may be.
#[derive(Debug)]
pub enum SettingKind {
    /// `true` or `false`.
    Flag,
    /// A whole number between two bounds, both included.
    Number(i64, i64),
    /// One to twelve whole numbers, rising, each between two bounds.
    Rising(i64, i64),
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Text that obeys a rule.
    Text(&'static Rule),
    /// A list of texts, each of which obeys a rule.
    Texts(&'static Rule),
    /// The name of a file.
    Path,
    /// The names of files.
    Paths,
    /// The name of a folder.
    Folder,
    /// A secret. Its sibling with `_file` at the end names a file that has it.
    Secret,
    /// Secrets, with a sibling as well.
    Secrets,
}

impl SettingKind {
    /// What is said of the sibling of a secret.
    pub const fn sibling(&self) -> &'static [&'static str] {
        match self {
            Self::Secrets => &["The same from a file, one secret per line."],
            Self::Flag
            | Self::Number(..)
            | Self::Rising(..)
            | Self::Choice(_)
            | Self::Text(_)
            | Self::Texts(_)
            | Self::Path
            | Self::Paths
            | Self::Folder
            | Self::Secret => &["The same from a file."],
        }
    }
}

/// What stands where nothing was set, as TOML.
#[derive(Debug)]
pub enum Preset {
    /// This value.
    Default(&'static str),
    /// None, or one that is worked out; this is what one may look like.
    Example(&'static str),
}

/// One setting.
#[derive(Debug)]
pub struct Key {
    /// Its place, with `*` for the name of an account.
    pub path: &'static str,
    /// What its value may be.
    pub kind: SettingKind,
    /// What it is where nobody sets it.
    pub preset: Preset,
    /// Its unit, what it does, and why it has its default.
    pub doc: &'static [&'static str],
}

/// One table of settings.
#[derive(Debug)]
pub struct SettingTable {
    /// Its place.
    pub path: &'static str,
    /// What it is about.
    pub about: &'static [&'static str],
    /// Its settings, without those of tables in it.
    pub keys: &'static [Key],
}

impl SettingTable {
    /// The settings that have a default, as lines of TOML without the table's head.
    pub fn defaults(&self) -> String {
        let lines = self.keys.iter().filter_map(|key| match key.preset {
            Preset::Default(value) => Some(format!("{} = {value}\n", key.name())),
            Preset::Example(_) => None,
        });
        lines.collect()
    }

    /// What a component uses where nothing was set.
    pub fn preset<T: DeserializeOwned>(&self) -> T {
        let read = toml::from_str(&self.defaults());
        read.unwrap_or_else(|error| unreachable!("[{}] cannot be read: {error}", self.path))
    }
}

impl Key {
    /// What it is called in its table.
    pub fn name(&self) -> &'static str {
        self.path.rsplit_once('.').map_or(self.path, |(_, name)| name)
    }
}

/// Makes of rows a type with its reading and its defaults, and the list of its keys.
///
/// A row is `name: Sort = default, SettingKind;`, where the sort says what the program holds. In place of
/// a default, `=> example` says what a value may look like. A secret ends with the example of a
/// file that has it. Fields below `with` are no settings; what is a constant has no type.
#[macro_export]
macro_rules! settings {
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident in $section:literal {
            $(
                $(#[doc = $doc:literal])+
                $field:ident: $sort:ty $(= $default:tt)? $(=> $example:tt)?,
                $kind:expr $(, $file:literal)?;
            )*
        }
        $(with { $($(#[doc = $more:literal])+ $extra:ident: $held:ty;)* })?
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: <$sort as $crate::Sort>::Held,)*
            $($($(#[doc = $more])+ pub $extra: $held,)*)?
        }

        impl $name {
            /// The settings, as operators see them.
            pub const TABLE: &$crate::SettingTable = $crate::settings!(
                @table $section [$($about)+]
                $([$($doc)+] $field [$(= $default)? $(=> $example)?] $kind, [$($file)?];)*
            );
        }

        impl Default for $name {
            fn default() -> Self {
                Self::TABLE.preset()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                struct Written {
                    $($field: <$sort as $crate::Sort>::Written,)*
                }
                let written = Written::deserialize(from)?;
                Ok(Self {
                    $($field: <$sort as $crate::Sort>::held(written.$field),)*
                    $($($extra: <$held>::default(),)*)?
                })
            }
        }
    };
    (
        $(#[doc = $about:literal])+
        pub const $name:ident in $section:literal {
            $(
                $(#[doc = $doc:literal])+
                $field:ident $(= $default:tt)? $(=> $example:tt)?, $kind:expr $(, $file:literal)?;
            )*
        }
    ) => {
        $(#[doc = $about])+
        pub const $name: &$crate::SettingTable = $crate::settings!(
            @table $section [$($about)+]
            $([$($doc)+] $field [$(= $default)? $(=> $example)?] $kind, [$($file)?];)*
        );
    };
    (
        @table $section:literal [$($about:literal)+]
        $([$($doc:literal)+] $field:ident [$($preset:tt)+] $kind:expr, [$($file:literal)?];)*
    ) => {
        &$crate::SettingTable {
            path: $section,
            about: &[$($about),+],
            keys: &[$(
                $crate::Key {
                    path: concat!($section, ".", stringify!($field)),
                    kind: $kind,
                    preset: $crate::settings!(@preset $($preset)+),
                    doc: &[$($doc),+],
                },
                $($crate::Key {
                    path: concat!($section, ".", stringify!($field), "_file"),
                    kind: $crate::SettingKind::Path,
                    preset: $crate::Preset::Example(stringify!($file)),
                    doc: $kind.sibling(),
                },)?
            )*],
        }
    };
    (@preset = $default:tt) => { $crate::Preset::Default(stringify!($default)) };
    (@preset => $example:tt) => { $crate::Preset::Example(stringify!($example)) };
}
