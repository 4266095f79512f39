use std::fmt;

use obhut_kernel::Value;

/// A statement assembled by this crate's builder: text with placeholders of the dialect, and the
/// parameters apart from it.
#[derive(Clone, PartialEq)]
pub struct Built {
    pub(crate) text: String,
    pub(crate) params: Vec<Value>,
}

impl Built {
    pub(crate) fn new(text: String, params: Vec<Value>) -> Self {
        Self { text, params }
    }

    /// The text with placeholders; holds no value.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parameters in order.
    pub fn params(&self) -> &[Value] {
        &self.params
    }
}

impl fmt::Debug for Built {
    /// The text and the number of parameters; values may be personal and are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{} parameters]", self.text, self.params.len())
    }
}
