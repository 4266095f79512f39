//! Tests on real databases. SQLite always runs; PostgreSQL and MariaDB run when
//! `OBHUT_TEST_POSTGRES` and `OBHUT_TEST_MARIADB` hold a URL, and must when
//! `OBHUT_REQUIRE_SERVERS=1`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod batch;
mod catalogue;
mod checks;
mod condition;
mod database;
mod ddl;
mod purge;
mod support;
mod transform;
