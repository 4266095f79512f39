//! The product through its library boundary, on every engine.

mod harness;
mod main_job;
