//! The office every desk of a test begins with: small, complete, and the same people as in the demo office.

use chrono::NaiveDate;
use diesel::prelude::*;
use jenjang::clock::Timestamp;
use jenjang::db::schema::{
    absences, agencies, categories, grants, people, person_words, routes, support_groups,
};
use jenjang::db::{DbConn, DbError, Json};
use jenjang::desk::ids::{AbsenceId, AgencyId, CategoryId, GrantId, GroupId, PersonId, RouteId};
use jenjang::desk::words::{AgencyStatus, Kind, Language, Role, StaffMail, Tier};
use serde_json::json;

/// The password of everyone.
pub const PASSWORD: &str = "jenjang-demo";

/// Code, name, zone.
const AGENCIES: &[(&str, &str, &str)] = &[
    ("kominfo", "Dinas Komunikasi dan Informatika", "Asia/Makassar"),
    ("dinkes", "Dinas Kesehatan", "Asia/Makassar"),
    ("dikbud", "Dinas Pendidikan dan Kebudayaan", "Asia/Makassar"),
    ("inspektorat", "Inspektorat Daerah", "Asia/Makassar"),
    ("setda", "Sekretariat Daerah", "Asia/Makassar"),
    ("rsud", "RSUD Anuntaloko", "Asia/Makassar"),
];

/// Code, name, whether it handles security: the groups of Tier 2.
const TIER2: &[(&str, &str, bool)] = &[
    ("jaringan", "Jaringan", false),
    ("pusat-data", "Pusat Data", false),
    ("aplikasi", "Aplikasi", false),
    ("email", "E-mail, Domain dan TTE", false),
    ("keamanan", "Keamanan Informasi", true),
];

/// Code, name, English name, kind, group of Tier 2, tier it belongs to.
const CATEGORIES: &[(&str, &str, &str, Kind, &str, Tier)] = &[
    ("A1", "Internet lambat atau putus", "Slow or lost internet", Kind::Incident, "jaringan", Tier::One),
    ("A2", "WAN dan fiber optik", "WAN and fibre", Kind::Incident, "jaringan", Tier::Two),
    ("A3", "LAN dan kabel", "LAN and cabling", Kind::Incident, "jaringan", Tier::Two),
    ("B4", "Backup dan restore", "Backup and restore", Kind::ServiceRequest, "pusat-data", Tier::Two),
    ("C1", "Aplikasi daerah", "Local applications", Kind::Incident, "aplikasi", Tier::One),
    ("D2", "Gangguan e-mail", "E-mail trouble", Kind::Incident, "email", Tier::One),
    ("E1", "Defacement dan judol", "Defacement", Kind::SecurityIncident, "keamanan", Tier::Two),
    ("G2", "Printer dan pemindai", "Printers and scanners", Kind::Incident, "jaringan", Tier::One),
];

/// E-mail before the `@`, agency, name, role.
const PEOPLE: &[(&str, &str, &str, Option<Role>)] = &[
    ("siti", "dinkes", "Siti Rahmawati", None),
    ("made", "dinkes", "I Made Suarta", None),
    ("andi", "dinkes", "Andi Baso", Some(Role::Tier1Technician)),
    ("kadis", "dinkes", "dr. Nurhayati", Some(Role::AgencyHead)),
    ("rini", "dikbud", "Rini Lasahido", None),
    ("wayan", "dikbud", "Wayan Sudirta", Some(Role::Tier1Technician)),
    ("dewi", "rsud", "Dewi Anggraini", None),
    ("joko", "rsud", "Joko Prasetyo", Some(Role::Tier1Technician)),
    ("fajar", "kominfo", "Fajar Nugraha", Some(Role::Tier2Engineer)),
    ("lestari", "kominfo", "Lestari Wulandari", Some(Role::Tier2Engineer)),
    ("yusuf", "kominfo", "Yusuf Lamato", Some(Role::Tier2Engineer)),
    ("ketua", "kominfo", "Hasan Tawil", Some(Role::Supervisor)),
    ("kadis", "kominfo", "Ir. Moh. Ramli", Some(Role::IctHead)),
    ("auditor", "inspektorat", "Grace Pangemanan", Some(Role::Auditor)),
    ("sekda", "setda", "Drs. Zulkifli", Some(Role::CoordinationTeam)),
];

/// The Tier 2 group of each engineer.
const ENGINEERS: &[(&str, &str)] = &[("fajar", "jaringan"), ("lestari", "aplikasi"), ("yusuf", "keamanan")];

/// Puts the office into an empty database.
pub fn open(conn: &mut DbConn, password_hash: &str, now: Timestamp) -> Result<(), DbError> {
    for (code, name, zone) in AGENCIES {
        agency(conn, code, name, zone, now)?;
    }
    self_managed(conn, "rsud", "2026-01-01", None)?;
    for (code, name, security) in TIER2 {
        let dinas = agency_id(conn, "kominfo")?;
        group(conn, code, &format!("Tim {name}"), Tier::Two, Some(dinas), *security, now)?;
    }
    for (position, (code, name, english, kind, group, tier)) in CATEGORIES.iter().enumerate() {
        let id = category(conn, code, name, english, *kind, i32::try_from(position).unwrap(), now)?;
        let group = group_id(conn, group)?;
        if *code == "A3" {
            // PM 19(6): LAN ends at the agency where it manages itself, and belongs to the Dinas elsewhere.
            route(conn, id, AgencyStatus::SelfManaged, Tier::One, group, true, now)?;
            route(conn, id, AgencyStatus::Ordinary, *tier, group, false, now)?;
        } else {
            route(conn, id, AgencyStatus::Any, *tier, group, false, now)?;
        }
    }
    for (account, agency, name, role) in PEOPLE {
        let email = format!("{account}@{agency}.demo.test");
        let id = person(conn, &email, name, agency, password_hash, now)?;
        let Some(role) = role else { continue };
        match role {
            Role::Tier1Technician | Role::AgencyHead => grant(conn, id, *role, Some(agency), None, now)?,
            Role::Tier2Engineer => {
                let group = ENGINEERS.iter().find(|(who, _)| who == account).map(|(_, group)| *group);
                grant(conn, id, *role, None, group, now)?
            }
            _ => grant(conn, id, *role, None, None, now)?,
        };
    }
    let admin = person(conn, "admin@demo.test", "Admin Sistem", "kominfo", password_hash, now)?;
    grant(conn, admin, Role::Admin, None, None, now)?;
    Ok(())
}

/// An agency with its Tier 1 group (`CODE-t1`).
pub fn agency(
    conn: &mut DbConn,
    code: &str,
    name: &str,
    zone: &str,
    now: Timestamp,
) -> Result<AgencyId, DbError> {
    let id = AgencyId::new();
    let row = (
        (agencies::id.eq(id), agencies::version.eq(1_i64), agencies::code.eq(code.to_owned())),
        (agencies::name.eq(name.to_owned()), agencies::short_name.eq(name.to_owned())),
        agencies::folded.eq(format!("{} {code}", name.to_lowercase())),
        (agencies::ict_department.eq(code == "kominfo"), agencies::zone.eq(zone.to_owned())),
        agencies::active_from.eq(day("2020-01-01")),
        (agencies::created_at.eq(now), agencies::updated_at.eq(now)),
    );
    diesel::insert_into(agencies::table).values(row).execute(conn)?;
    group(conn, &format!("{code}-t1"), &format!("Tier 1 {name}"), Tier::One, Some(id), false, now)?;
    Ok(id)
}

/// Makes an agency a PD Mandiri TIK from a day on.
pub fn self_managed(conn: &mut DbConn, code: &str, from: &str, until: Option<&str>) -> Result<(), DbError> {
    diesel::update(agencies::table.filter(agencies::code.eq(code.to_owned())))
        .set((
            agencies::self_managed_from.eq(Some(day(from))),
            agencies::self_managed_until.eq(until.map(day)),
            agencies::self_managed_decree.eq(Some("SK 800/12/2026".to_owned())),
        ))
        .execute(conn)?;
    Ok(())
}

/// A support group.
pub fn group(
    conn: &mut DbConn,
    code: &str,
    name: &str,
    tier: Tier,
    agency: Option<AgencyId>,
    security: bool,
    now: Timestamp,
) -> Result<GroupId, DbError> {
    let id = GroupId::new();
    let row = (
        (
            support_groups::id.eq(id),
            support_groups::version.eq(1_i64),
            support_groups::code.eq(code.to_owned()),
        ),
        (support_groups::name.eq(name.to_owned()), support_groups::tier.eq(tier)),
        (support_groups::agency_id.eq(agency), support_groups::handles_security.eq(security)),
        support_groups::active.eq(true),
        (support_groups::created_at.eq(now), support_groups::updated_at.eq(now)),
    );
    diesel::insert_into(support_groups::table).values(row).execute(conn)?;
    Ok(id)
}

/// A category of the catalogue.
pub fn category(
    conn: &mut DbConn,
    code: &str,
    name: &str,
    english: &str,
    kind: Kind,
    position: i32,
    now: Timestamp,
) -> Result<CategoryId, DbError> {
    let id = CategoryId::new();
    let row = (
        (categories::id.eq(id), categories::version.eq(1_i64), categories::code.eq(code.to_owned())),
        (categories::name.eq(name.to_owned()), categories::name_en.eq(english.to_owned())),
        (categories::default_kind.eq(kind), categories::checklist.eq(Json(json!([])))),
        (categories::position.eq(position), categories::active.eq(true)),
        (categories::created_at.eq(now), categories::updated_at.eq(now)),
    );
    diesel::insert_into(categories::table).values(row).execute(conn)?;
    Ok(id)
}

/// A line of the routing table.
pub fn route(
    conn: &mut DbConn,
    category: CategoryId,
    status: AgencyStatus,
    tier: Tier,
    group: GroupId,
    ends_at_agency: bool,
    now: Timestamp,
) -> Result<RouteId, DbError> {
    let id = RouteId::new();
    let row = (
        (routes::id.eq(id), routes::version.eq(1_i64), routes::category_id.eq(category)),
        (routes::agency_status.eq(status), routes::tier.eq(tier), routes::group_id.eq(group)),
        routes::ends_at_agency.eq(ends_at_agency),
        (routes::created_at.eq(now), routes::updated_at.eq(now)),
    );
    diesel::insert_into(routes::table).values(row).execute(conn)?;
    Ok(id)
}

/// A person of an agency.
pub fn person(
    conn: &mut DbConn,
    email: &str,
    name: &str,
    agency: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<PersonId, DbError> {
    let id = PersonId::new();
    let agency = agency_id(conn, agency)?;
    let row = (
        (people::id.eq(id), people::version.eq(1_i64), people::email.eq(email.to_owned())),
        (people::name.eq(name.to_owned()), people::sort_name.eq(name.to_lowercase())),
        (people::agency_id.eq(agency), people::language.eq(Language::Id)),
        (
            people::staff_mail.eq(StaffMail::Immediate),
            people::password_hash.eq(Some(password_hash.to_owned())),
        ),
        people::active.eq(true),
        (people::created_at.eq(now), people::updated_at.eq(now)),
    );
    diesel::insert_into(people::table).values(row).execute(conn)?;
    for word in name.to_lowercase().split_whitespace().chain([email]) {
        diesel::insert_into(person_words::table)
            .values((person_words::word.eq(word.to_owned()), person_words::person_id.eq(id)))
            .execute(conn)?;
    }
    Ok(id)
}

/// A grant that holds from the year's begin, without an end.
pub fn grant(
    conn: &mut DbConn,
    person: PersonId,
    role: Role,
    agency: Option<&str>,
    group: Option<&str>,
    now: Timestamp,
) -> Result<GrantId, DbError> {
    let id = GrantId::new();
    let agency = agency.map(|code| agency_id(conn, code)).transpose()?;
    let group = group.map(|code| group_id(conn, code)).transpose()?;
    let row = (
        (grants::id.eq(id), grants::version.eq(1_i64), grants::person_id.eq(person), grants::role.eq(role)),
        (grants::agency_id.eq(agency), grants::group_id.eq(group)),
        (grants::valid_from.eq(day("2026-01-01")), grants::decree.eq(Some("SK 800/1/2026".to_owned()))),
        (grants::created_at.eq(now), grants::updated_at.eq(now)),
    );
    diesel::insert_into(grants::table).values(row).execute(conn)?;
    Ok(id)
}

/// Lets a grant run from one day to another, both included.
pub fn grant_holds(
    conn: &mut DbConn,
    grant: GrantId,
    from: &str,
    until: Option<&str>,
) -> Result<(), DbError> {
    diesel::update(grants::table.filter(grants::id.eq(grant)))
        .set((grants::valid_from.eq(day(from)), grants::valid_until.eq(until.map(day))))
        .execute(conn)?;
    Ok(())
}

/// Somebody is away, from one day to another, both included.
pub fn absence(
    conn: &mut DbConn,
    email: &str,
    from: &str,
    until: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = (
        (absences::id.eq(AbsenceId::new()), absences::version.eq(1_i64)),
        absences::person_id.eq(person_id(conn, email)?),
        (absences::absent_from.eq(day(from)), absences::absent_until.eq(day(until))),
        absences::created_at.eq(now),
    );
    diesel::insert_into(absences::table).values(row).execute(conn)?;
    Ok(())
}

/// The id of an agency by its code.
pub fn agency_id(conn: &mut DbConn, code: &str) -> Result<AgencyId, DbError> {
    Ok(agencies::table.filter(agencies::code.eq(code.to_owned())).select(agencies::id).first(conn)?)
}

/// The id of a group by its code.
pub fn group_id(conn: &mut DbConn, code: &str) -> Result<GroupId, DbError> {
    Ok(support_groups::table
        .filter(support_groups::code.eq(code.to_owned()))
        .select(support_groups::id)
        .first(conn)?)
}

/// The id of a person by e-mail.
pub fn person_id(conn: &mut DbConn, email: &str) -> Result<PersonId, DbError> {
    Ok(people::table.filter(people::email.eq(email.to_owned())).select(people::id).first(conn)?)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
