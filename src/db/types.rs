//! Native column types in both databases: ids, instants and documents, and the words that are stored as text.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types;
use diesel::sql_types::{HasSqlType, SqlType};
use diesel::sqlite::Sqlite;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::Write;

use super::connection::MultiBackend;
use crate::clock::Timestamp;

/// `uuid` in Postgres, a BLOB of 16 bytes in SQLite.
#[derive(SqlType, QueryId, Debug, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct IdSql;

/// `timestamptz` in Postgres, INTEGER microseconds since 1970 in SQLite.
#[derive(SqlType, QueryId, Debug, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Long"))]
pub struct TimeSql;

/// `jsonb` in Postgres, TEXT in SQLite.
#[derive(SqlType, QueryId, Debug, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807))]
#[diesel(sqlite_type(name = "Text"))]
pub struct JsonSql;

impl sql_types::SqlOrd for IdSql {}
impl sql_types::SqlOrd for TimeSql {}

macro_rules! known_to_both {
    ($($sql:ty),*) => {$(
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$sql>(lookup)
            }
        }
    )*};
}
known_to_both!(IdSql, TimeSql, JsonSql);

/// An id as the databases keep it; the rooms wrap it in a newtype of their own with [`id!`](crate::id).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = IdSql)]
pub struct RawId(pub uuid::Uuid);

impl ToSql<IdSql, Pg> for RawId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl ToSql<IdSql, Sqlite> for RawId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl ToSql<IdSql, MultiBackend> for RawId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((IdSql, self));
        Ok(IsNull::No)
    }
}

impl FromSql<IdSql, Pg> for RawId {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(uuid::Uuid::from_slice(value.as_bytes())?))
    }
}

impl FromSql<IdSql, Sqlite> for RawId {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(uuid::Uuid::from_slice(value.read_blob())?))
    }
}

impl FromSql<IdSql, MultiBackend> for RawId {
    fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Self, IdSql>()
    }
}

/// Declares an id of its own type for one noun: a UUID v7, made here, `uuid` or BLOB(16) in the database.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow, utoipa::ToSchema,
        )]
        #[diesel(sql_type = $crate::db::types::IdSql)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id that sorts after those made before.
            #[expect(clippy::new_without_default, reason = "an id is never a default")]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self(uuid::Uuid::try_parse(text)?))
            }
        }

        $crate::db::types::stored_as!($name, $crate::db::types::IdSql, $crate::db::types::RawId,
            |own: &$name| $crate::db::types::RawId(own.0), |raw: $crate::db::types::RawId| Ok($name(raw.0)));
    };
}

/// Stores a type through another one that both databases know.
macro_rules! stored_as {
    ($own:ty, $sql:ty, $raw:ty, $out:expr, $into:expr) => {
        impl diesel::serialize::ToSql<$sql, diesel::pg::Pg> for $own {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                let raw: $raw = $out(self);
                <$raw as diesel::serialize::ToSql<$sql, diesel::pg::Pg>>::to_sql(&raw, &mut out.reborrow())
            }
        }

        impl diesel::serialize::ToSql<$sql, diesel::sqlite::Sqlite> for $own {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>,
            ) -> diesel::serialize::Result {
                let raw: $raw = $out(self);
                out.set_value(raw.into_sqlite());
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl diesel::serialize::ToSql<$sql, $crate::db::connection::MultiBackend> for $own {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $crate::db::connection::MultiBackend>,
            ) -> diesel::serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl<DB> diesel::deserialize::FromSql<$sql, DB> for $own
        where
            DB: diesel::backend::Backend,
            $raw: diesel::deserialize::FromSql<$sql, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let into: fn($raw) -> diesel::deserialize::Result<Self> = $into;
                into(<$raw as diesel::deserialize::FromSql<$sql, DB>>::from_sql(value)?)
            }
        }
    };
}
pub(crate) use stored_as;

impl RawId {
    /// The bytes as SQLite binds them.
    pub(crate) fn into_sqlite(self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }
}

/// Microseconds between 1970 and 2000, where Postgres counts from.
const POSTGRES_EPOCH: i64 = 946_684_800_000_000;

/// An instant as the databases keep it.
#[derive(Clone, Copy, Debug, FromSqlRow)]
pub struct RawTime(i64);

impl RawTime {
    /// The number as SQLite binds it.
    pub(crate) fn into_sqlite(self) -> i64 {
        self.0
    }
}

impl ToSql<TimeSql, Pg> for RawTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&(self.0 - POSTGRES_EPOCH).to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<TimeSql, Pg> for RawTime {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(i64::from_be_bytes(value.as_bytes().try_into()?) + POSTGRES_EPOCH))
    }
}

impl FromSql<TimeSql, Sqlite> for RawTime {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.read_long()))
    }
}

impl FromSql<TimeSql, MultiBackend> for RawTime {
    fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Self, TimeSql>()
    }
}

stored_as!(Timestamp, TimeSql, RawTime, |own: &Timestamp| RawTime(own.micros()), |raw: RawTime| Ok(
    Timestamp::from_micros(raw.0)
));

/// A document: any serialisable value, `jsonb` or TEXT in the database.
#[derive(Clone, Debug, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = JsonSql)]
pub struct Json(pub Value);

impl Json {
    /// A document of `value`; what cannot be written as JSON becomes `null`.
    pub fn of(value: &impl Serialize) -> Self {
        Self(serde_json::to_value(value).unwrap_or(Value::Null))
    }

    /// The document read as a `T`, or an error that names what does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_value(self.0.clone())
    }
}

/// A document as the databases keep it.
#[derive(Debug)]
pub struct RawJson(Vec<u8>);

impl RawJson {
    /// The text as SQLite binds it.
    pub(crate) fn into_sqlite(self) -> String {
        String::from_utf8(self.0).unwrap_or_default()
    }
}

impl ToSql<JsonSql, Pg> for RawJson {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[1])?;
        out.write_all(&self.0)?;
        Ok(IsNull::No)
    }
}

impl FromSql<JsonSql, Pg> for RawJson {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.as_bytes().get(1..).unwrap_or_default().to_vec()))
    }
}

impl FromSql<JsonSql, Sqlite> for RawJson {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.read_text().as_bytes().to_vec()))
    }
}

impl FromSql<JsonSql, MultiBackend> for RawJson {
    fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Self, JsonSql>()
    }
}

stored_as!(Json, JsonSql, RawJson, |own: &Json| RawJson(own.0.to_string().into_bytes()), |raw: RawJson| Ok(
    Json(serde_json::from_slice(&raw.0)?)
));
