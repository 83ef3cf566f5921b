//! Finding tickets (`src/desk/search`).

use diesel::prelude::*;
use jenjang::db::schema::{settings, tickets};
use jenjang::db::{DbConn, DbError, Json};
use jenjang::desk::search::{self, Found, MatchedIn, Part, Query};
use jenjang::desk::words::Visibility;

use super::house::{Draft, House, NOW};
use crate::both;

both! {
    async fn a_ticket_is_found_by_any_form_of_its_words(house: House) {
        house
            .has([
                Draft::new(1, "jaringan lemot", "internet lemot dari tadi pagi, buka google aja muter2"),
                Draft::new(2, "printer ga kebaca", "printer epson L3210 ga kebaca di laptop stlh update windows"),
                Draft::new(3, "Email dinas tidak bisa kirim lampiran", "lampiran 8 MB ditolak, quota exceeded"),
                Draft::new(4, "lupa password e-Kinerja", "lupa pass pak, mohon direset; IP 10.20.30.4"),
            ])
            .await;
        for (query, found) in [
            ("jaringan lambat", vec![1]),
            ("jaringannya lelet", vec![1]),
            ("LEMOT", vec![1]),
            ("inet lambat", vec![1]),
            ("printer", vec![2]),
            ("prin", vec![2]),
            ("membaca printer", vec![2]),
            ("l3210", vec![2]),
            ("L32", vec![2]),
            ("pengiriman lampiran", vec![3]),
            ("menolak", vec![3]),
            ("surel", vec![3]),
            ("kata sandi", vec![4]),
            ("sandi ekinerja", vec![4]),
            ("e kinerja", vec![4]),
            ("10.20.30.4", vec![4]),
            ("10.20.30", vec![4]),
            ("10.20.30.5", vec![]),
            ("TKT-2026-000003", vec![3]),
            ("tkt-2026-3", vec![3]),
            ("kabel", vec![]),
        ] {
            assert_eq!(serials(&house.find("siti@dinkes", query).await), found, "{query}");
        }
    }

    async fn a_number_typed_in_part_finds_that_ticket_first(house: House) {
        house.has((1..=130).map(|serial| Draft::new(serial, &format!("ruang {}", 130 - serial), "123"))).await;
        for query in ["123", "#123", "TKT-2026-000123", "000123", "2026-000123", "tkt 123"] {
            let found = house.find("siti@dinkes", query).await;
            assert_eq!(found.hits[0].number, "TKT-2026-000123", "{query}");
            assert_eq!(found.hits[0].matched_in, MatchedIn::Number);
        }
        assert_eq!(serials(&house.find("rini@dikbud", "TKT-2026-000123").await), Vec::<i64>::new());
    }

    async fn nobody_finds_what_they_may_not_see(house: House) {
        let ids = house
            .has([
                Draft::new(1, "kabel putus", "rahasia dinkes"),
                Draft::new(2, "kabel putus", "dikbud").of("rini@dikbud"),
                Draft::new(3, "kabel putus", "made").of("made@dinkes"),
                Draft::new(4, "kabel putus", "naik ke Tier 2").of("rini@dikbud").with_tier2("jaringan"),
                Draft::new(5, "kabel putus", "judol").of("rini@dikbud").with_tier2("keamanan").restricted(),
            ])
            .await;
        for (who, sees) in [
            ("siti@dinkes", vec![1]),
            ("andi@dinkes", vec![3, 1]),
            ("kadis@dinkes", vec![3, 1]),
            ("rini@dikbud", vec![5, 4, 2]),
            ("wayan@dikbud", vec![4, 2]),
            ("fajar@kominfo", vec![4]),
            ("lestari@kominfo", vec![]),
            ("yusuf@kominfo", vec![5]),
            ("ketua@kominfo", vec![4, 3, 2, 1]),
            ("kadis@kominfo", vec![5, 4, 3, 2, 1]),
            ("sekda@setda", vec![]),
        ] {
            assert_eq!(serials(&house.find(who, "kabel").await), sees, "{who}");
            // Typing the number, or words of which one is elsewhere, is no way round.
            for (at, _) in ids.iter().enumerate() {
                let serial = at as i64 + 1;
                let found = serials(&house.find(who, &format!("#{serial}")).await);
                assert_eq!(found.contains(&serial), sees.contains(&serial), "{who} #{serial}");
            }
            assert_eq!(serials(&house.find(who, "kabel gajah").await).len(), sees.len(), "{who}");
        }
    }

    async fn old_tickets_of_ones_own_are_found_behind_a_thousand_of_others(house: House) {
        let own = Draft::new(1, "kabel putus", "milik Rini").of("rini@dikbud");
        house.has([own].into_iter().chain((2..=1_200).map(|serial| Draft::new(serial, "kabel putus", "")))).await;
        assert_eq!(serials(&house.find("rini@dikbud", "kabel").await), [1]);
        let all = house.find("ketua@kominfo", "kabel").await;
        assert_eq!((all.total, all.more_than_total), (1_000, true));
        assert_eq!(all.hits[0].serial, 1_200);
    }

    async fn what_is_written_to_the_requester_is_found_and_what_is_for_staff_is_not(house: House) {
        let ids = house.has([Draft::new(1, "jaringan", "lambat")]).await;
        house.comment(ids[0], "andi@dinkes", Visibility::Public, "Sudah ganti konektor di switch lantai 2").await;
        house.comment(ids[0], "andi@dinkes", Visibility::Internal, "bendahara salah pasang").await;
        house.comment(ids[0], "fajar@kominfo", Visibility::Tier2, "loop di uplink").await;
        house.solution(ids[0], "andi@dinkes", "Kabel ke patch panel dipasang ulang").await;
        for who in ["siti@dinkes", "andi@dinkes", "ketua@kominfo"] {
            let found = house.find(who, "konektor").await;
            assert_eq!((serials(&found), found.hits[0].matched_in), (vec![1], MatchedIn::Comment), "{who}");
            assert_eq!(shown(&found.hits[0].snippet), "Sudah ganti [konektor] di switch lantai 2");
            let found = house.find(who, "memasang kabel").await;
            assert_eq!((serials(&found), found.hits[0].matched_in), (vec![1], MatchedIn::Solution), "{who}");
            assert_eq!(serials(&house.find(who, "bendahara").await), Vec::<i64>::new(), "{who}");
            assert_eq!(serials(&house.find(who, "uplink").await), Vec::<i64>::new(), "{who}");
        }
    }

    async fn titles_that_say_it_come_first_then_the_newest(house: House) {
        house
            .has([
                Draft::new(1, "printer macet", "kertas"),
                Draft::new(2, "kertas habis", "printer macet"),
                Draft::new(3, "printer", "kertas macet"),
                Draft::new(4, "PRINTERNYA hang", ""),
                Draft::new(5, "kertas habis", "printer macet"),
            ])
            .await;
        let found = house.find("siti@dinkes", "printer macet").await;
        assert_eq!(serials(&found), [4, 1, 3, 5, 2]);
        assert_eq!(shown(&found.hits[0].title), "[PRINTERNYA] [hang]");
        let page = house.page("siti@dinkes", "printer macet", 1, 2).await;
        assert_eq!((serials(&page), page.total), (vec![1, 3], 5));
    }

    async fn when_no_ticket_has_all_the_words_those_with_some_are_shown(house: House) {
        house.has([Draft::new(1, "printer macet", ""), Draft::new(2, "kabel", "")]).await;
        let found = house.find("siti@dinkes", "printer gajah").await;
        assert_eq!((serials(&found), found.loosened), (vec![1], true));
        assert!(!house.find("siti@dinkes", "printer").await.loosened);
    }

    async fn a_slip_of_the_hand_is_forgiven_where_nobody_wrote_that_word(house: House) {
        house
            .has([
                Draft::new(1, "printer macet", "kertas tersangkut"),
                Draft::new(2, "kabel putus", "digigit tikus"),
                Draft::new(3, "pritner rusak", "ditulis dengan tergesa"),
            ])
            .await;
        let found = house.find("siti@dinkes", "prinetr macet").await;
        assert_eq!((serials(&found), found.loosened), (vec![1], true));
        assert_eq!(shown(&found.hits[0].title), "[printer] [macet]");
        // Who wrote it so is found first; a number that is nearly right is wrong.
        assert_eq!(serials(&house.find("siti@dinkes", "pritner").await), [3, 1]);
        assert_eq!(serials(&house.find("rini@dikbud", "pritner").await), Vec::<i64>::new());
        assert_eq!(serials(&house.find("siti@dinkes", "l3211").await), Vec::<i64>::new());
    }

    async fn tickets_with_most_of_the_words_come_before_those_with_few(house: House) {
        house
            .has([
                Draft::new(1, "server aula", "listrik padam lalu router rusak"),
                Draft::new(2, "router", "di gudang"),
                Draft::new(3, "kabel", "putus"),
            ])
            .await;
        let found = house.find("siti@dinkes", "listrik padam router gajah").await;
        assert_eq!((serials(&found), found.loosened), (vec![1, 2], true));
        let found = house.find("siti@dinkes", "listrik router").await;
        assert_eq!((serials(&found), found.loosened), (vec![1, 2], false));
    }

    async fn an_address_is_found_whole_and_by_its_parts(house: House) {
        house
            .has([
                Draft::new(1, "surat dari kepala_tu@dinkes.go.id", ""),
                Draft::new(2, "surat dari kepala@bpkad.go.id", ""),
            ])
            .await;
        for (query, found) in [
            ("kepala_tu@dinkes.go.id", vec![1]),
            // Half an address: what it begins with first, then what has a part of it.
            ("KEPALA_TU@", vec![1, 2]),
            ("dinkes.go.id", vec![1]),
            ("bpkad", vec![2]),
            ("kepala@bpkad.go.id", vec![2]),
        ] {
            assert_eq!(serials(&house.find("siti@dinkes", query).await), found, "{query}");
        }
    }

    async fn what_was_read_otherwise_is_noticed(house: House) {
        house
            .write(|conn| {
                assert!(search::begin(conn, NOW)?, "an empty desk");
                Ok(())
            })
            .await;
        house.has([Draft::new(1, "kabel", "putus")]).await;
        house
            .write(|conn| {
                assert!(search::begin(conn, NOW)? && search::is_current(conn)?);
                let older = Json(serde_json::json!({ "reading": "older" }));
                diesel::update(settings::table.find("search")).set(settings::value.eq(older)).execute(conn)?;
                assert!(!search::begin(conn, NOW)? && !search::is_current(conn)?);
                search::made_anew(conn, NOW)?;
                assert!(search::is_current(conn)?);
                // Tickets of which nobody knows how they were read.
                diesel::delete(settings::table.find("search")).execute(conn)?;
                assert!(!search::begin(conn, NOW)?);
                Ok(())
            })
            .await;
    }

    async fn a_correction_takes_the_place_of_what_was(house: House) {
        let ids = house.has([Draft::new(1, "kabel", "putus")]).await;
        let id = ids[0];
        house
            .write(move |conn| {
                diesel::update(tickets::table.find(id)).set(tickets::title.eq("konektor")).execute(conn)?;
                search::refresh(conn, id)
            })
            .await;
        assert_eq!(serials(&house.find("siti@dinkes", "kabel").await), Vec::<i64>::new());
        assert_eq!(serials(&house.find("siti@dinkes", "konektor").await), [1]);
        house.write(|conn| search::remove(conn, 1)).await;
        assert_eq!(serials(&house.find("siti@dinkes", "konektor").await), Vec::<i64>::new());
        // Made anew from the tickets, in small steps.
        house
            .write(|conn| {
                assert_eq!(search::rebuild(conn, 0, 1)?, Some(search::Rebuilt { last: 1, tickets: 1 }));
                assert_eq!(search::tickets(conn)?, 1);
                assert_eq!(search::rebuild(conn, 1, 1)?, None);
                Ok(())
            })
            .await;
        assert_eq!(serials(&house.find("siti@dinkes", "konektor").await), [1]);
    }

    async fn a_refused_act_leaves_nothing_to_find(house: House) {
        let outcome: Result<(), DbError> = house
            .db
            .write(|conn| {
                Draft::new(1, "kabel", "putus").put(conn)?;
                Err(DbError::Closed)
            })
            .await;
        assert!(outcome.is_err());
        assert_eq!(house.count("kabel").await, 0);
    }

    async fn whatever_is_typed_is_answered(house: House) {
        house.has([Draft::new(1, "kabel putus", "AND OR NOT NEAR words")]).await;
        for query in ["", "   ", "yang dan di", "?!*", "\0", "😀"] {
            let found = house.find("siti@dinkes", query).await;
            assert!(found.nothing_asked && found.hits.is_empty(), "{query:?}");
        }
        let huge = "kabel ".repeat(100_000);
        for query in [
            "\"kabel", "kabel\"", "kabel'", "kabel*", "kabel:*", "words:kabel", "kabel & !putus", "NEAR(kabel putus)",
            "kabel\\", "(kabel", "kabel -putus", "^kabel", "kabel); DROP TABLE tickets; --", "kabel\0putus", "kábel", &huge,
            "{words} : kabel", "kabel + putus", "<kabel>", "kabel<->putus",
        ] {
            let found = house.find("siti@dinkes", query).await;
            assert_eq!(serials(&found), [1], "{query:.60?}");
        }
        for query in ["AND", "OR OR", "NOT", "𝔎", "%", "_", "日本語", "مرحبا", "a", "-1", "999999999999999999999"] {
            house.find("siti@dinkes", query).await;
        }
    }

    async fn a_restricted_ticket_is_found_by_its_handlers_without_a_word_of_its_text(house: House) {
        house.has([Draft::new(1, "kabel", "isi rahasia").with_tier2("keamanan").restricted()]).await;
        let found = house.find("yusuf@kominfo", "rahasia").await;
        assert_eq!(serials(&found), [1]);
        assert!(found.hits[0].restricted && found.hits[0].snippet.is_empty());
    }

    async fn a_list_takes_the_search_as_one_of_its_conditions(house: House) {
        house.has((1..=3).map(|serial| Draft::new(serial, if serial == 2 { "kabel" } else { "printer" }, ""))).await;
        assert_eq!(house.count("printer").await, 2);
        assert_eq!(house.count("2").await, 1);
        assert_eq!(house.count("yang").await, 0);
        assert_eq!(house.count("").await, 0);
    }
}

fn serials(found: &Found) -> Vec<i64> {
    found.hits.iter().map(|hit| hit.serial).collect()
}

fn shown(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| if part.matched { format!("[{}]", part.text) } else { part.text.clone() })
        .collect()
}

impl House {
    async fn find(&self, who: &str, query: &str) -> Found {
        self.page(who, query, 0, 20).await
    }

    async fn page(&self, who: &str, query: &str, offset: usize, limit: usize) -> Found {
        let (actor, query) = (self.actor(who).await, Query::parse(query));
        self.db.read(move |conn| search::search_tickets(conn, &actor, &query, offset, limit)).await.unwrap()
    }

    async fn count(&self, query: &str) -> i64 {
        let query = Query::parse(query);
        let count = move |conn: &mut DbConn| -> Result<i64, DbError> {
            let condition = search::matching(conn, &query);
            Ok(tickets::table.filter(condition).count().get_result(conn)?)
        };
        self.db.read(count).await.unwrap()
    }

    async fn write(&self, job: impl FnOnce(&mut DbConn) -> Result<(), DbError> + Send + 'static) {
        self.db.write(job).await.unwrap();
    }
}
