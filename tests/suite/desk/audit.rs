//! What somebody did to the history behind the desk's back is found.

use diesel::prelude::*;
use jenjang::clock::Timestamp;
use jenjang::db::schema::{checkpoints, event_heads, events as lines};
use jenjang::db::{DbConn, DbError, Json};
use jenjang::desk::events::{self, Broken, EventKind, NewEvent, RecordKind};
use jenjang::desk::ids::{EventId, RecordId};
use serde_json::json;

use super::house::{House, NOW};
use crate::both;

both! {
    async fn a_history_nobody_touched_is_whole(house: House) {
        assert_eq!(house.after(|_| Ok(())).await, None);
    }

    async fn an_altered_line_is_found(house: House) {
        let broken = house
            .after(|conn| {
                let (id, _) = the_first(conn)?;
                let later = Timestamp::from_micros(NOW.micros() + 1);
                diesel::update(lines::table.find(id)).set(lines::at.eq(later)).execute(conn)?;
                Ok(())
            })
            .await;
        assert!(matches!(broken, Some(Broken::Altered { .. })), "{broken:?}");
    }

    async fn a_removed_line_is_found(house: House) {
        let broken = house
            .after(|conn| {
                let (id, _) = the_first(conn)?;
                diesel::delete(lines::table.find(id)).execute(conn)?;
                Ok(())
            })
            .await;
        assert!(matches!(broken, Some(Broken::Missing { .. })), "{broken:?}");
    }

    async fn an_inserted_line_is_found(house: House) {
        let broken = house
            .after(|conn| {
                let (id, record) = the_first(conn)?;
                let last: i32 = event_heads::table.find(record).select(event_heads::seq).first(conn)?;
                let hash: Vec<u8> = lines::table.find(id).select(lines::hash).first(conn)?;
                diesel::insert_into(lines::table)
                    .values((
                        lines::id.eq(EventId::new()),
                        lines::record_kind.eq(RecordKind::Agency),
                        lines::record_id.eq(record),
                        lines::seq.eq(last + 1),
                        lines::kind.eq(EventKind::Changed),
                        lines::at.eq(NOW),
                        lines::data.eq(Json(json!({}))),
                        lines::prev_hash.eq(hash.clone()),
                        lines::hash.eq(hash),
                    ))
                    .execute(conn)?;
                Ok(())
            })
            .await;
        assert!(matches!(broken, Some(Broken::Inserted { .. } | Broken::Altered { .. })), "{broken:?}");
    }

    async fn a_whole_history_that_is_gone_is_found_by_its_checkpoint(house: House) {
        let broken = house
            .after(|conn| {
                let (_, record) = the_first(conn)?;
                diesel::delete(lines::table.filter(lines::record_id.eq(record))).execute(conn)?;
                diesel::delete(event_heads::table.find(record)).execute(conn)?;
                Ok(())
            })
            .await;
        assert!(matches!(broken, Some(Broken::Checkpoint { number: 1, .. })), "{broken:?}");
    }

    async fn a_checkpoint_cut_off_at_the_end_is_found(house: House) {
        let broken = house
            .after(|conn| {
                diesel::delete(checkpoints::table).execute(conn)?;
                Ok(())
            })
            .await;
        assert_eq!(broken, Some(Broken::Seal { number: 1 }));
    }
}

impl House {
    /// What the audit finds after `tampering` with the sealed history of the office.
    async fn after(
        &self,
        tampering: impl FnOnce(&mut DbConn) -> Result<(), DbError> + Send + 'static,
    ) -> Option<Broken> {
        let tampered = self.db.write::<_, DbError, _>(move |conn| {
            let record = RecordId::new();
            for kind in [EventKind::Created, EventKind::Changed, EventKind::Changed] {
                events::record(conn, NewEvent::new(RecordKind::Agency, record, kind, None, NOW))?;
            }
            events::checkpoint(conn, NOW)?;
            tampering(conn)
        });
        tampered.await.unwrap();
        let verdict = self.db.read::<_, DbError, _>(|conn| events::verify(conn, |_| ())).await.unwrap();
        verdict.broken
    }
}

/// The first line of the history, and its record.
fn the_first(conn: &mut DbConn) -> Result<(EventId, RecordId), DbError> {
    Ok(lines::table.order(lines::id).select((lines::id, lines::record_id)).first(conn)?)
}
