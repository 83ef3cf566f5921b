//! Categories.

use jenjang::desk::catalogue::categories;
use jenjang::desk::catalogue::routes::{self, RouteFields};
use jenjang::desk::catalogue::{self, CatalogueError, Category, CategoryFields, Question};
use jenjang::desk::people::By;
use jenjang::desk::words::{AgencyStatus, Kind, Tier};

use crate::both;
use crate::desk::ground::{Ground, one, wrong};

fn fields(code: &str) -> CategoryFields {
    CategoryFields {
        code: code.into(),
        parent_id: None,
        name: "Drone".into(),
        name_en: "Drones".into(),
        hint: String::new(),
        default_kind: Kind::ServiceRequest,
        checklist: Vec::new(),
        steps: Vec::new(),
        position: 40,
        active: true,
    }
}

fn create(ground: &mut Ground, fields: CategoryFields) -> Result<Category, CatalogueError> {
    ground.administer(|conn, by, now| categories::create(conn, by, fields, now))
}

both! {
    async fn a_new_branch_is_active_once_somebody_is_named_for_it(ground: Ground) {
        let mut ground = ground;
        assert_eq!(wrong(create(&mut ground, fields("m"))), one("active", "needs_route"));
        let drones = create(&mut ground, CategoryFields { active: false, ..fields("m") }).unwrap();
        assert_eq!(drones.code, "M");
        let group_id = ground.group("T2-JARINGAN");
        let line = |agency_status| RouteFields {
            category_id: drones.id,
            agency_status,
            tier: Tier::Two,
            group_id,
            ends_at_agency: false,
            legal_basis: String::new(),
        };
        let activate = |ground: &mut Ground| {
            ground.administer(|conn, by, now| categories::change(conn, by, drones.id, 1, fields("m"), now))
        };
        ground.administer(|conn, by, now| routes::create(conn, by, line(AgencyStatus::Ordinary), now)).unwrap();
        assert_eq!(wrong(activate(&mut ground)), one("active", "needs_route"), "self-managed agencies have nobody");
        let second = ground
            .administer(|conn, by, now| routes::create(conn, by, line(AgencyStatus::SelfManaged), now))
            .unwrap();
        activate(&mut ground).unwrap();
        let outcome = ground.administer(|conn, by, now| routes::remove(conn, by, second.id, 1, now));
        assert_eq!(wrong(outcome), one("route", "needs_route"));
        assert_eq!(routes::get(&mut ground.conn, second.id).unwrap(), second, "nothing of the refusal was kept");
        let below = create(&mut ground, CategoryFields { parent_id: Some(drones.id), ..fields("m1") }).unwrap();
        assert!(below.active, "what is below follows");
        assert_eq!(ground.told(drones.id), ["created", "changed"]);
    }

    async fn the_tree_leaves_out_what_is_inactive_and_all_below(ground: Ground) {
        let mut ground = ground;
        let network = ground.category("A");
        let idle = CategoryFields { active: false, ..network.fields() };
        ground.administer(|conn, by, now| categories::change(conn, by, network.id, 1, idle.clone(), now)).unwrap();
        let tree = catalogue::tree(&mut ground.conn).unwrap();
        assert_eq!((tree.len(), tree[0].category.code.as_str()), (11, "B"));
        let late = ground.administer(|conn, by, now| categories::change(conn, by, network.id, 1, idle, now));
        assert!(matches!(late, Err(CatalogueError::Stale)));
    }

    async fn each_wrong_field_of_a_category_is_named(ground: Ground) {
        let mut ground = ground;
        let (network, cabling) = (ground.category("A"), ground.category("A3"));
        let below = || CategoryFields { parent_id: Some(network.id), ..fields("A7") };
        assert_eq!(wrong(create(&mut ground, CategoryFields { code: "a3".into(), ..below() })), one("code", "taken"));
        assert_eq!(wrong(create(&mut ground, CategoryFields { name_en: " ".into(), ..below() })), one("name_en", "required"));
        assert_eq!(wrong(create(&mut ground, CategoryFields { position: -1, ..below() })), one("position", "out_of_range"));
        let asked = vec![Question { key: "A?".into(), label_id: "A".into(), label_en: "A".into(), required: true }];
        assert_eq!(wrong(create(&mut ground, CategoryFields { checklist: asked, ..below() })), one("checklist.0.key", "key_letters"));
        let circle = CategoryFields { parent_id: Some(cabling.id), ..network.fields() };
        let outcome = ground.administer(|conn, by, now| categories::change(conn, by, network.id, 1, circle, now));
        assert_eq!(wrong(outcome), one("parent_id", "circle"));
    }

    async fn checklists_are_kept_as_they_were_entered(ground: Ground) {
        let mut ground = ground;
        let internet = ground.category("A1");
        let asked = catalogue::checklist_of(&mut ground.conn, internet.id).unwrap();
        assert_eq!(asked.first().unwrap().key, "speed_test");
        let question = Question {
            key: "isp".into(),
            label_id: "Penyedia \"internet\"".into(),
            label_en: "Provider".into(),
            required: false,
        };
        let fields = CategoryFields { checklist: vec![question.clone()], ..internet.fields() };
        ground.administer(|conn, by, now| categories::change(conn, by, internet.id, 1, fields, now)).unwrap();
        assert_eq!(catalogue::checklist_of(&mut ground.conn, internet.id).unwrap(), [question]);
    }

    async fn only_administrators_change_the_catalogue(ground: Ground) {
        let mut ground = ground;
        let andi = ground.technician("andi", ground.dinas.id);
        let (andi, now) = (ground.actor(andi.id), ground.now);
        let outcome = ground.act(|conn| categories::create(conn, By::Person(&andi), fields("m"), now));
        assert!(matches!(outcome, Err(CatalogueError::Denied(_))));
    }
}
