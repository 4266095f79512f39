//! Tests on real databases. SQLite always runs; PostgreSQL and MariaDB run when
//! `OBHUT_TEST_POSTGRES` and `OBHUT_TEST_MARIADB` hold a URL, and must when
//! `OBHUT_REQUIRE_SERVERS=1`.

mod batch;
mod condition;
mod ddl;
mod support;
mod transform;
