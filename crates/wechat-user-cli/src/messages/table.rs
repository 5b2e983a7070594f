//! The macro that makes functions of the lines of a table.

/// A line of a table, for tests.
#[cfg(test)]
#[derive(Clone, Copy)]
pub(crate) struct Template {
    /// The module of the message.
    pub(crate) area: &'static str,
    pub(crate) name: &'static str,
    pub(crate) english: &'static str,
    pub(crate) chinese: &'static str,
}

/// Turns `name(argument, ..): "English", "Chinese";` into a function that returns a [`Text`](super::Text). The texts
/// name their arguments as `{argument}`.
macro_rules! messages {
    ($($name:ident($($argument:ident),* $(,)?): $english:literal, $chinese:literal;)*) => {
        $(pub(crate) fn $name($($argument: impl $crate::messages::Say),*) -> $crate::messages::Text {
            // One block for each language, so that an argument that a text does not use is an unused variable.
            let english = {
                $(let $argument = $argument.say($crate::messages::Language::English);)*
                std::fmt::format(format_args!($english))
            };
            let chinese = {
                $(let $argument = $argument.say($crate::messages::Language::Chinese);)*
                std::fmt::format(format_args!($chinese))
            };
            $crate::messages::Text::new(english, chinese)
        })*

        /// The lines of this table.
        #[cfg(test)]
        pub(crate) const TABLE: &[$crate::messages::table::Template] = &[$(
            $crate::messages::table::Template {
                area: module_path!(),
                name: stringify!($name),
                english: $english,
                chinese: $chinese,
            }
        ),*];
    };
}
