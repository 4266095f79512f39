use obhut_db::sql::Tx;

/// The two transactions an action works with: the one of Obhut's own tables and the one of the
/// system where the records lie. For the register they are the same.
///
/// With one transaction, data, case items and journal are kept together or not at all. With two,
/// the caller writes its intent to the own side and commits it first, acts on the other side in
/// a way that can be repeated, and writes the result last.
pub enum Both<'a, 'tx> {
    /// The register: one transaction for both.
    Here(&'a mut Tx<'tx>),
    /// A foreign system.
    There {
        /// Obhut's own tables.
        own: &'a mut Tx<'tx>,
        /// The tables of the foreign system.
        data: &'a mut Tx<'tx>,
    },
}

impl<'tx> Both<'_, 'tx> {
    /// The transaction of Obhut's own tables.
    pub fn own(&mut self) -> &mut Tx<'tx> {
        match self {
            Self::Here(tx) => tx,
            Self::There { own, .. } => own,
        }
    }

    /// The transaction of the system where the records lie.
    pub fn data(&mut self) -> &mut Tx<'tx> {
        match self {
            Self::Here(tx) => tx,
            Self::There { data, .. } => data,
        }
    }
}
