use jiff::{Timestamp, civil::Date, tz::TimeZone};
use obhut_db::sql::{Comparison, Condition, Operand as Column, Related, TextMatch};
use obhut_kernel::{DataType, Error, FieldClass, Message, Result, Value};
use rust_decimal::prelude::ToPrimitive;

use crate::{
    access::Rights,
    marks,
    operation::Right,
    systems::{Cmp, Expr, Literal, Operand, PersonLink, RecordType, SystemField, Types},
};

/// What a condition is read against.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// All types, for related records.
    pub types: &'a Types,
    /// The type whose records are meant.
    pub record_type: &'a RecordType,
    /// The day that `today` stands for.
    pub today: Date,
    /// The zone in which an instant has a date.
    pub zone: &'a TimeZone,
    /// The rights of the reader; fields hidden from them do not exist. Rules see every field.
    pub reader: Option<&'a Rights>,
}

/// A value to compare with, and its type.
struct Typed {
    column: Column,
    data_type: DataType,
    name: String,
}

impl<'a> Scope<'a> {
    /// The condition on columns that `expr` means. Unknown and hidden fields, and literals that
    /// do not fit their field, are [`obhut_kernel::Kind::Invalid`].
    pub fn compile(&self, expr: &Expr) -> Result<Condition> {
        Ok(match expr {
            Expr::All(parts) => Condition::All(self.each(parts)?),
            Expr::Any(parts) => Condition::Any(self.each(parts)?),
            Expr::Not(inner) => self.compile(inner)?.negated(),
            Expr::Compare(left, cmp, right) => self.compare(&self.operand(left)?, *cmp, right)?,
            Expr::In(left, values) => {
                let left = self.operand(left)?;
                let parts = values
                    .iter()
                    .map(|value| self.compare(&left, Cmp::Equal, value))
                    .collect::<Result<_>>()?;
                Condition::Any(parts)
            }
            Expr::Contains(left, text) => self.text(left, TextMatch::Contains, text)?,
            Expr::StartsWith(left, text) => self.text(left, TextMatch::StartsWith, text)?,
            Expr::IsSet(left) => Condition::IsNotNull(self.operand(left)?.column),
            Expr::IsEmpty(left) => Condition::IsNull(self.operand(left)?.column),
            Expr::Exists(key, filter) => {
                Condition::Exists(Box::new(self.related(key, filter.as_deref())?))
            }
            Expr::No(key, filter) => {
                Condition::NotExists(Box::new(self.related(key, filter.as_deref())?))
            }
        })
    }

    /// The column of an operand and the type of its values.
    pub fn operand_column(&self, operand: &Operand) -> Result<(Column, DataType)> {
        self.operand(operand).map(|typed| (typed.column, typed.data_type))
    }

    /// `operand` is at most the civil date `day`.
    pub fn until(&self, operand: &Column, data_type: DataType, day: Date) -> Result<Condition> {
        let typed = Typed { column: operand.clone(), data_type, name: String::new() };
        self.compare(&typed, Cmp::AtMost, &Literal::Date(day))
    }

    fn each(&self, parts: &[Expr]) -> Result<Vec<Condition>> {
        parts.iter().map(|part| self.compile(part)).collect()
    }

    fn operand(&self, operand: &Operand) -> Result<Typed> {
        match operand {
            Operand::Field(key) => {
                let (column, data_type) = self.column(key)?;
                Ok(Typed { column: Column::Column(column), data_type, name: key.clone() })
            }
            Operand::Latest { record_type, field } => {
                let other = Scope { record_type: self.other(record_type)?, ..*self };
                let (column, data_type) = other.column(field)?;
                let related = self.related(record_type, None)?;
                Ok(Typed {
                    column: Column::Latest(Box::new(related), column),
                    data_type,
                    name: operand.to_string(),
                })
            }
        }
    }

    fn column(&self, key: &str) -> Result<(String, DataType)> {
        if let Some(field) = self.record_type.field(key)
            && self.may_see(field.class())
        {
            return Ok((field.column.clone(), field.data_type));
        }
        if self.record_type.is_register()
            && let Some(field) = SystemField::ALL.into_iter().find(|field| field.key() == key)
        {
            return Ok((field.column().to_owned(), field.data_type()));
        }
        Err(Error::invalid(
            Message::new("error-condition-field")
                .arg("field", key)
                .arg("type", &self.record_type.key),
        ))
    }

    fn may_see(&self, class: FieldClass) -> bool {
        self.reader.is_none_or(|rights| {
            rights.allows_class(Right::RecordsSee, &self.record_type.key, class)
        })
    }

    fn other(&self, key: &str) -> Result<&'a RecordType> {
        let other = self.types.get(key)?;
        let hidden = self.reader.is_some_and(|rights| !rights.allows(Right::RecordsSee, Some(key)));
        if hidden {
            return Err(Error::not_found(Message::new("error-type-missing").arg("given", key)));
        }
        Ok(other)
    }

    /// The records of another type of the same person, in the same system.
    fn related(&self, key: &str, filter: Option<&Expr>) -> Result<Related> {
        let other = self.other(key)?;
        let (PersonLink::Column(here), PersonLink::Column(there)) =
            (&self.record_type.person, &other.person)
        else {
            return Err(Error::invalid(Message::new("error-condition-person").arg("type", key)));
        };
        if other.system != self.record_type.system {
            return Err(Error::invalid(Message::new("error-condition-system").arg("type", key)));
        }
        let filter = filter
            .map(|filter| Scope { record_type: other, ..*self }.compile(filter))
            .transpose()?;
        // Neither tells a reader anything of a locked record who may not lift the lock.
        let hides_locked =
            self.reader.is_some_and(|rights| !rights.allows(Right::RecordsMark, Some(key)));
        let filter = match filter {
            filter if !hides_locked => filter,
            Some(filter) => Some(filter.and(marks::store::unlocked(other))),
            None => Some(marks::store::unlocked(other)),
        };
        Ok(Related { table: other.table.clone(), on: vec![(there.clone(), here.clone())], filter })
    }

    fn text(&self, left: &Operand, how: TextMatch, text: &str) -> Result<Condition> {
        let typed = self.operand(left)?;
        match typed.column {
            Column::Column(column) if typed.data_type.is_textual() => {
                Ok(Condition::Text { column, how, text: text.to_owned() })
            }
            _ => Err(unfit(&typed.name, &Literal::Text(text.to_owned()), typed.data_type)),
        }
    }

    fn compare(&self, left: &Typed, cmp: Cmp, right: &Literal) -> Result<Condition> {
        if left.data_type == DataType::DateTime {
            return self.compare_instant(left, cmp, right);
        }
        let right = self.value(left, right)?;
        Ok(Condition::Compare { left: left.column.clone(), op: comparison(cmp), right })
    }

    /// An instant against a civil date: the whole day in the tenant's zone.
    fn compare_instant(&self, left: &Typed, cmp: Cmp, right: &Literal) -> Result<Condition> {
        let Some(day) = self.day(right) else {
            return Err(unfit(&left.name, right, left.data_type));
        };
        let start = self.start_of(day)?;
        let end = self.start_of(day.tomorrow().map_err(Error::internal)?)?;
        let against = |op: Comparison, at: Timestamp| Condition::Compare {
            left: left.column.clone(),
            op,
            right: at.into(),
        };
        let inside = || {
            Condition::All(vec![
                against(Comparison::GreaterOrEqual, start),
                against(Comparison::Less, end),
            ])
        };
        Ok(match cmp {
            Cmp::Equal => inside(),
            Cmp::NotEqual => inside().negated(),
            Cmp::Less => against(Comparison::Less, start),
            Cmp::AtMost => against(Comparison::Less, end),
            Cmp::Greater => against(Comparison::GreaterOrEqual, end),
            Cmp::AtLeast => against(Comparison::GreaterOrEqual, start),
        })
    }

    fn start_of(&self, day: Date) -> Result<Timestamp> {
        day.to_zoned(self.zone.clone()).map(|at| at.timestamp()).map_err(Error::internal)
    }

    fn day(&self, literal: &Literal) -> Option<Date> {
        match literal {
            Literal::Date(date) => Some(*date),
            Literal::Today(None) => Some(self.today),
            Literal::Today(Some(period)) => period.before(self.today),
            _ => None,
        }
    }

    fn value(&self, left: &Typed, literal: &Literal) -> Result<Value> {
        let value = match (left.data_type, literal) {
            (DataType::Date, literal) => self.day(literal).map(Value::Date),
            (DataType::Bool, Literal::Bool(yes)) => Some(Value::Bool(*yes)),
            (DataType::Integer | DataType::Link, Literal::Number(number)) => {
                number.fract().is_zero().then(|| number.to_i64().map(Value::Int)).flatten()
            }
            (DataType::Number, Literal::Number(number)) => number.to_f64().map(Value::Float),
            (DataType::Amount, Literal::Number(number)) => Some(Value::Decimal(*number)),
            (data_type, Literal::Text(text)) if data_type.is_textual() => {
                Some(Value::Text(text.clone()))
            }
            _ => None,
        };
        value.ok_or_else(|| unfit(&left.name, literal, left.data_type))
    }
}

fn comparison(cmp: Cmp) -> Comparison {
    match cmp {
        Cmp::Equal => Comparison::Equal,
        Cmp::NotEqual => Comparison::NotEqual,
        Cmp::Less => Comparison::Less,
        Cmp::AtMost => Comparison::LessOrEqual,
        Cmp::Greater => Comparison::Greater,
        Cmp::AtLeast => Comparison::GreaterOrEqual,
    }
}

fn unfit(field: &str, literal: &Literal, data_type: DataType) -> Error {
    Error::invalid(
        Message::new("error-condition-literal")
            .arg("field", field)
            .arg("given", literal.to_string())
            .arg("type", data_type.key()),
    )
}
