//! People: entering, changing, moving, and who finds whom.

use jenjang::desk::page::Part;
use jenjang::desk::people::persons::{self, OwnFields, PersonFields, PersonFilter};
use jenjang::desk::people::{Actor, PeopleError, grants};
use jenjang::desk::words::{Language, Role, StaffMail};

use crate::both;
use crate::desk::ground::{Ground, one, person_fields, wrong};

fn found(ground: &mut Ground, actor: &Actor, search: &str) -> Vec<String> {
    let filter = PersonFilter { search: search.into(), ..PersonFilter::default() };
    let page = persons::list(&mut ground.conn, actor, &filter, Part::first(50)).unwrap();
    page.items.into_iter().map(|person| person.name).collect()
}

both! {
    async fn an_address_and_a_nip_belong_to_one_person(ground: Ground) {
        let mut ground = ground;
        let id = ground.dinas.id;
        let taken = PersonFields { email: "ADMIN@demo.test".into(), ..person_fields("siti", id) };
        let outcome = ground.administer(|conn, by, now| persons::create(conn, by, taken, None, now));
        assert_eq!(wrong(outcome), one("email", "taken"));
        let taken = PersonFields { nip: "197007051990031003".into(), ..person_fields("siti", id) };
        let outcome = ground.administer(|conn, by, now| persons::create(conn, by, taken, None, now));
        assert_eq!(wrong(outcome), one("nip", "taken"));
        let nowhere = person_fields("siti", jenjang::desk::ids::AgencyId::new());
        let outcome = ground.administer(|conn, by, now| persons::create(conn, by, nowhere, None, now));
        assert_eq!(wrong(outcome), one("agency_id", "unknown"));
        let admin = ground.admin.clone();
        assert!(found(&mut ground, &admin, "siti").is_empty());
    }

    async fn people_are_found_by_the_beginnings_of_their_words(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        for (account, name, nip) in [
            ("siti.rahma", "dr. Siti Rahmawati, Sp.A.", "19900505 201503 2 001"),
            ("andi", "Ir. H. Andi Baso Rahman", ""),
            ("eva", "Ni Luh Éva", ""),
        ] {
            let fields = PersonFields { name: name.into(), nip: nip.into(), ..person_fields(account, ground.dinas.id) };
            ground.administer(|conn, by, now| persons::create(conn, by, fields, None, now)).unwrap();
        }
        for (search, count) in [
            ("rahm", 2), ("siti rahm", 1), ("RAHM sit", 1), ("hmawati", 0), ("199005 05", 1), ("eva", 1), ("évA", 1),
            ("siti.rahma@demo", 1), ("rahma demo", 2), ("%", 0), ("", 4), ("' OR 1=1", 0),
        ] {
            assert_eq!(found(&mut ground, &admin, search).len(), count, "{search}");
        }
        assert_eq!(
            found(&mut ground, &admin, ""),
            ["Admin Sistem, S.Kom.", "Ir. H. Andi Baso Rahman", "Ni Luh Éva", "dr. Siti Rahmawati, Sp.A."],
            "sorted by the bare name"
        );
    }

    async fn a_new_name_is_found_and_the_old_one_not(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        let siti = ground.person("siti", ground.dinas.id);
        let fields = PersonFields { name: "Aisyah Putri".into(), email: "aisyah@demo.test".into(), ..siti.fields() };
        ground.administer(|conn, by, now| persons::change(conn, by, siti.id, 1, fields, now)).unwrap();
        assert!(found(&mut ground, &admin, "siti").is_empty());
        assert_eq!(found(&mut ground, &admin, "putri").len(), 1);
    }

    async fn people_are_listed_in_parts_even_when_names_are_alike(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        for number in 0..7 {
            let fields = PersonFields { name: "Siti Rahma".into(), ..person_fields(&format!("siti{number}"), ground.dinas.id) };
            ground.administer(|conn, by, now| persons::create(conn, by, fields, None, now)).unwrap();
        }
        let mut seen = Vec::new();
        let mut part = Part::first(3);
        loop {
            let page = persons::list(&mut ground.conn, &admin, &PersonFilter::default(), part).unwrap();
            assert!(page.items.len() <= 3);
            seen.extend(page.items.into_iter().map(|person| person.email));
            part.after = page.next;
            if part.after.is_none() {
                break;
            }
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((all, seen.len()), (8, 8), "each once");
    }

    async fn one_finds_only_those_one_works_for(ground: Ground) {
        let mut ground = ground;
        let (dinkes, dikbud) = (ground.agency("dinkes"), ground.agency("dikbud"));
        let siti = ground.person("siti", dinkes.id);
        let rini = ground.person("rini", dikbud.id);
        let andi = ground.technician("andi", dinkes.id);
        let fajar = ground.person("fajar", ground.dinas.id);
        let network = ground.group("T2-JARINGAN");
        ground.tries_to_give(fajar.id, Role::Tier2Engineer, None, Some(network)).unwrap();

        let requester = ground.actor(siti.id);
        assert_eq!(found(&mut ground, &requester, ""), ["siti Lamato"], "a requester finds themselves");
        let tier1 = ground.actor(andi.id);
        assert_eq!(found(&mut ground, &tier1, ""), ["andi Lamato", "siti Lamato"]);
        assert!(matches!(persons::get(&mut ground.conn, &tier1, rini.id), Err(PeopleError::NotFound)));
        assert!(matches!(persons::named(&mut ground.conn, &tier1, "rini@demo.test"), Err(PeopleError::NotFound)));
        assert_eq!(persons::named(&mut ground.conn, &tier1, "Siti@demo.test").unwrap().id, siti.id);
        let tier2 = ground.actor(fajar.id);
        assert_eq!(found(&mut ground, &tier2, "").len(), 5);
    }

    async fn moving_to_another_agency_ends_what_one_did_for_the_old_one(ground: Ground) {
        let mut ground = ground;
        let (dinkes, dikbud) = (ground.agency("dinkes"), ground.agency("dikbud"));
        let andi = ground.technician("andi", dinkes.id);
        let other = ground.tries_to_give(andi.id, Role::Tier1Technician, Some(dikbud.id), None).unwrap();
        ground.later(chrono::TimeDelta::days(10));
        assert_eq!(ground.actor(andi.id).standing.tier1_of.len(), 2);
        let fields = PersonFields { agency_id: dikbud.id, ..andi.fields() };
        ground.administer(|conn, by, now| persons::change(conn, by, andi.id, 1, fields, now)).unwrap();
        assert_eq!(ground.actor(andi.id).standing.tier1_of, [dikbud.id]);
        assert_eq!(ground.told(other.id), ["created"], "what they do for others goes on");
        let filter = grants::GrantFilter { person: Some(andi.id), agency: Some(dinkes.id), ..Default::default() };
        let admin = ground.admin.clone();
        let ended = grants::list(&mut ground.conn, &admin, filter, Part::first(5)).unwrap().items.remove(0);
        assert_eq!(ended.valid_until, Some(ground.today().pred_opt().unwrap()));
        assert_eq!(ground.told(ended.id), ["created", "revoked"]);
    }

    async fn leaving_the_dinas_ends_what_one_did_in_tier_2(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        let fajar = ground.person("fajar", ground.dinas.id);
        let network = ground.group("T2-JARINGAN");
        ground.tries_to_give(fajar.id, Role::Tier2Engineer, None, Some(network)).unwrap();
        assert_eq!(ground.actor(fajar.id).standing.tier2_of, [network]);
        let fields = PersonFields { agency_id: dinkes.id, ..fajar.fields() };
        ground.administer(|conn, by, now| persons::change(conn, by, fajar.id, 1, fields, now)).unwrap();
        assert!(ground.actor(fajar.id).standing.roles().is_empty(), "given today, gone today");
    }

    async fn administrators_do_not_shut_themselves_out(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        let own = persons::get(&mut ground.conn, &admin, admin.id).unwrap();
        let fields = PersonFields { active: false, ..own.fields() };
        let outcome = ground.administer(|conn, by, now| persons::change(conn, by, admin.id, own.version, fields, now));
        assert_eq!(wrong(outcome), one("active", "not_oneself"));
    }

    async fn people_change_their_own_room_language_and_mail_and_nothing_else(ground: Ground) {
        let mut ground = ground;
        let siti = ground.person("siti", ground.dinas.id);
        let (actor, now) = (ground.actor(siti.id), ground.now);
        let own = OwnFields {
            room: " Ruang 3 ".into(),
            phone: "0812 3456".into(),
            language: Language::En,
            staff_mail: StaffMail::Digest,
        };
        let changed = ground.act(|conn| persons::change_own(conn, &actor, 1, own.clone(), now)).unwrap();
        assert_eq!((changed.room.as_deref(), changed.language), (Some("Ruang 3"), Language::En));
        assert_eq!((changed.email, changed.agency_id), (siti.email, siti.agency_id));
        let late = ground.act(|conn| persons::change_own(conn, &actor, 1, own.clone(), now));
        assert!(matches!(late, Err(PeopleError::Stale)));
        let bad = OwnFields { phone: "call me".into(), ..own };
        let outcome = ground.act(|conn| persons::change_own(conn, &actor, 2, bad, now));
        assert_eq!(wrong(outcome), one("phone", "no_phone"));
    }
}
