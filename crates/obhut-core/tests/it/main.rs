//! The product through its library boundary, on every engine.

mod concept;
mod harness;
mod main_job;
mod sentences;
