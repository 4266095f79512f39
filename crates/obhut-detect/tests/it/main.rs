//! Tests of the crate as others see it.

mod labels;
mod properties;
mod sheets;
mod speed;
