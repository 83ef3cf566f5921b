//! The vocabulary all rooms share (`rules.md` §1). What they are called on screen is in the locale files.

use crate::{numbers, words};

numbers! {
    /// A level of support: Tier 1 in the agency, Tier 2 in the Dinas (PM 1(31)–(32)). Spoken and stored as 1 and 2.
    Tier {
        /// The agency's technician: first and only contact.
        One = 1,
        /// The engineers of the Dinas.
        Two = 2,
    }
}

words! {
    /// What a person does for the desk, held as a dated grant (dossier §2). Being a requester needs no grant.
    Role {
        /// Teknisi PD (Tier 1), for one agency.
        Tier1Technician = "tier1_technician",
        /// Kepala PD, for one agency.
        AgencyHead = "agency_head",
        /// Petugas Tier 2, for one group of the Dinas.
        Tier2Engineer = "tier2_engineer",
        /// Ketua tim / Kepala Bidang: supervises both tiers (PM 42(11)).
        Supervisor = "supervisor",
        /// Kepala Dinas.
        IctHead = "ict_head",
        /// Tim Koordinasi SPBE: totals without names.
        CoordinationTeam = "coordination_team",
        /// Auditor, inside a dated window (PM 43).
        Auditor = "auditor",
        /// Administrator of the application.
        Admin = "admin",
    }
}

words! {
    /// The kinds of contact the law names (PM 42(3)) that live as tickets.
    Kind {
        /// Gangguan.
        Incident = "incident",
        /// Permintaan layanan.
        ServiceRequest = "service_request",
        /// Keluhan.
        Complaint = "complaint",
        /// Konsultasi (PM 42(12)).
        Consultation = "consultation",
        /// Insiden keamanan.
        SecurityIncident = "security_incident",
    }
}

words! {
    /// How a report reached the desk (Kanal masuk).
    Channel {
        /// The portal.
        Portal = "portal",
        /// A phone call.
        Phone = "phone",
        /// A WhatsApp message.
        Whatsapp = "whatsapp",
        /// An e-mail.
        Email = "email",
        /// Somebody came by.
        WalkIn = "walk_in",
        /// An official letter.
        Letter = "letter",
        /// Monitoring noticed.
        Monitoring = "monitoring",
    }
}

words! {
    /// How far it reaches (Dampak).
    Impact {
        /// Luas: three agencies or more, or a public service stopped.
        Wide = "wide",
        /// Sedang: one agency or a shared service.
        Medium = "medium",
        /// Terbatas: one or a few people.
        Limited = "limited",
    }
}

words! {
    /// How soon it matters (Urgensi).
    Urgency {
        /// Tinggi.
        High = "high",
        /// Sedang.
        Medium = "medium",
        /// Rendah.
        Low = "low",
    }
}

words! {
    /// Impact × urgency (dossier §5.3).
    Priority {
        /// Kritis.
        P1 = "P1",
        /// Tinggi.
        P2 = "P2",
        /// Sedang.
        P3 = "P3",
        /// Rendah.
        P4 = "P4",
    }
}

impl Priority {
    /// The matrix of dossier §5.3.
    pub const fn of(impact: Impact, urgency: Urgency) -> Self {
        match (impact, urgency) {
            (Impact::Wide, Urgency::High) => Self::P1,
            (Impact::Wide, Urgency::Medium) | (Impact::Medium, Urgency::High) => Self::P2,
            (Impact::Wide, Urgency::Low)
            | (Impact::Medium, Urgency::Medium)
            | (Impact::Limited, Urgency::High) => Self::P3,
            (Impact::Medium, Urgency::Low) | (Impact::Limited, Urgency::Medium | Urgency::Low) => Self::P4,
        }
    }
}

words! {
    /// Classification of the information in a ticket (TJ 15(2)–(3)).
    Classification {
        /// Not excluded.
        Public = "public",
        /// Dikecualikan: data pribadi.
        PersonalData = "personal_data",
        /// Dikecualikan: rahasia.
        Secret = "secret",
        /// Dikecualikan: sangat rahasia.
        TopSecret = "top_secret",
        /// Dikecualikan: terbatas lainnya.
        OtherExcluded = "other_excluded",
    }
}

words! {
    /// Where a ticket is in its life (`rules.md` §3).
    Status {
        /// Baru.
        New = "new",
        /// Sedang ditangani.
        InProgress = "in_progress",
        /// Menunggu jawaban pengguna.
        WaitingRequester = "waiting_requester",
        /// Menunggu pihak luar.
        WaitingExternal = "waiting_external",
        /// Selesai.
        Resolved = "resolved",
        /// Ditutup.
        Closed = "closed",
        /// Dibatalkan.
        Cancelled = "cancelled",
    }
}

words! {
    /// What the requester is shown of a ticket's life (Tahap, dossier §4).
    Stage {
        /// Baru.
        New = "new",
        /// Ditangani Tier 1.
        InTier1 = "in_tier1",
        /// Dieskalasi: waiting for Tier 2 to take it over.
        Escalated = "escalated",
        /// Ditangani Tier 2.
        InTier2 = "in_tier2",
        /// Menunggu jawaban pengguna.
        WaitingRequester = "waiting_requester",
        /// Menunggu vendor.
        WaitingVendor = "waiting_vendor",
        /// Menunggu instansi pusat.
        WaitingCentral = "waiting_central",
        /// Selesai.
        Resolved = "resolved",
        /// Ditutup.
        Closed = "closed",
        /// Dibatalkan.
        Cancelled = "cancelled",
    }
}

words! {
    /// Why Tier 2 returns an escalation.
    ReturnReason {
        /// Keterangan kurang lengkap.
        Incomplete = "incomplete",
        /// Dapat diselesaikan Tier 1.
        Solvable = "solvable",
        /// Bukan wewenang tim ini.
        OtherGroup = "other_group",
        /// Perlu diperiksa di tempat.
        Local = "local",
    }
}

words! {
    /// Why Tier 1 asks Tier 2 (PM 42(9)).
    EscalationReason {
        /// Di luar kemampuan teknis.
        BeyondSkill = "beyond_skill",
        /// Di luar kewenangan.
        BeyondAuthority = "beyond_authority",
        /// Infrastruktur Dinas (PM 19(6)).
        DinasInfrastructure = "dinas_infrastructure",
        /// Perlu vendor atau instansi pusat.
        VendorOrCentral = "vendor_or_central",
        /// Keamanan.
        Security = "security",
    }
}

words! {
    /// Why a ticket began at Tier 2 (`rules.md` 2.1).
    DirectRouteReason {
        /// The agency has no active Tier 1 technician that day.
        NoTier1 = "no_tier1",
        /// A security emergency.
        SecurityEmergency = "security_emergency",
        /// The category belongs to the Dinas and Tier 1 is absent.
        Tier1Absent = "tier1_absent",
    }
}

words! {
    /// Who outside the two tiers a ticket waits for (`rules.md` 2.5).
    Party {
        /// A vendor.
        Vendor = "vendor",
        /// An internet provider.
        Isp = "isp",
        /// The province.
        Province = "province",
        /// A central agency.
        Central = "central",
    }
}

words! {
    /// What a ticket waits on.
    WaitingOn {
        /// The requester.
        Requester = "requester",
        /// An outside party.
        External = "external",
    }
}

words! {
    /// Who may read a comment or a file.
    Visibility {
        /// The requester too.
        Public = "public",
        /// Staff of both tiers.
        Internal = "internal",
        /// Tier 2 and its supervisors alone.
        Tier2 = "tier2",
    }
}

words! {
    /// What one ticket is to another.
    LinkKind {
        /// The same matter, reported twice.
        DuplicateOf = "duplicate_of",
        /// Brought about by the other.
        CausedBy = "caused_by",
        /// A part of the other.
        ChildOf = "child_of",
        /// Has to do with the other.
        Related = "related",
        /// Takes up an older ticket whose time to reopen is over.
        Continues = "continues",
    }
}

words! {
    /// How a ticket ended.
    ClosedHow {
        /// The requester confirmed.
        Confirmed = "confirmed",
        /// Three working days went by.
        Automatic = "automatic",
        /// Tier 1 or the supervisor closed it.
        ByStaff = "by_staff",
        /// Cancelled before it was done.
        Cancelled = "cancelled",
    }
}

words! {
    /// The status of an agency in the routing table (PM 19(6)).
    AgencyStatus {
        /// Either.
        Any = "any",
        /// Not a PD Mandiri TIK.
        Ordinary = "ordinary",
        /// A PD Mandiri TIK on that day.
        SelfManaged = "self_managed",
    }
}

words! {
    /// The language a person is addressed in.
    Language {
        /// Bahasa Indonesia.
        Id = "id",
        /// English.
        En = "en",
    }
}

words! {
    /// How somebody came to act.
    Through {
        /// Signed in, or with a token of theirs.
        Account = "account",
        /// By a link of a letter to them.
        Link = "link",
        /// By a message.
        Email = "email",
    }
}

#[expect(clippy::derivable_impls, reason = "the list of words derives what words have, and no more")]
impl Default for Through {
    fn default() -> Self {
        Self::Account
    }
}

words! {
    /// When staff get their mail. Warnings are never off (`rules.md` 7.2).
    StaffMail {
        /// At once.
        Immediate = "immediate",
        /// Each morning.
        Digest = "digest",
        /// Never.
        Off = "off",
    }
}

words! {
    /// What an API token may be used for.
    TokenScope {
        /// Reading.
        Read = "read",
        /// Reading and writing.
        Write = "write",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_priority_matrix_is_that_of_the_dossier() {
        use Impact::*;
        let rows = [
            (Wide, [Priority::P1, Priority::P2, Priority::P3]),
            (Medium, [Priority::P2, Priority::P3, Priority::P4]),
            (Limited, [Priority::P3, Priority::P4, Priority::P4]),
        ];
        for (impact, expected) in rows {
            let row =
                [Urgency::High, Urgency::Medium, Urgency::Low].map(|urgency| Priority::of(impact, urgency));
            assert_eq!(row, expected, "{impact}");
        }
    }
}
