//! The fixed ten; the table is in the module's text.

use super::dice::Dice;
use super::{numbers, past};
use crate::store::{CustomerEdit, CustomerId, CustomerKind, Imported, Note};

/// One of the fixed customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CastMember {
    /// Numbers, E.164.
    pub numbers: &'static [&'static str],
    /// Full name.
    pub name: &'static str,
    /// A person or a company.
    pub kind: CustomerKind,
    /// How to address her.
    pub salutation: Option<&'static str>,
    /// Value segment.
    pub segment: &'static str,
    /// Particular care.
    pub vip: bool,
    /// Preferred language.
    pub language: &'static str,
    /// City.
    pub city: &'static str,
    /// E-mail address.
    pub email: &'static str,
    /// Customer since.
    pub since: &'static str,
    /// How many earlier contacts.
    pub contacts: usize,
    /// A note on her.
    pub note: Option<&'static str>,
}

/// The fixed customers, in the order of the sample.
pub const CAST: [CastMember; 10] = [
    CastMember {
        numbers: &["+905320000011"],
        name: "Ayşe Yılmaz",
        salutation: Some("Ayşe Hanım"),
        segment: "Altın",
        email: "ayse.yilmaz@example.com",
        since: "2016-04-18",
        contacts: 3,
        note: Some("Öğleden sonra aranmayı tercih ediyor."),
        ..PERSON
    },
    CastMember {
        numbers: &["+905320000012", "+903120000012"],
        name: "Mehmet Kaya",
        salutation: Some("Mehmet Bey"),
        segment: "Altın",
        vip: true,
        city: "Ankara",
        email: "mehmet.kaya@example.com.tr",
        since: "2011-09-02",
        contacts: 7,
        note: Some("Kart işlemlerinde kendisi dışında kimseye bilgi verilmesin."),
        ..PERSON
    },
    CastMember {
        numbers: &["+905320000013", "+902160000013"],
        name: "Fatma Demir",
        salutation: Some("Fatma Hanım"),
        segment: "Gümüş",
        email: "fatma.demir@example.com",
        since: "2018-01-22",
        contacts: 4,
        ..PERSON
    },
    CastMember {
        numbers: &["+905320000014", "+902160000013"],
        name: "Hasan Demir",
        salutation: Some("Hasan Bey"),
        email: "hasan.demir@example.com",
        since: "2018-01-22",
        contacts: 1,
        ..PERSON
    },
    CastMember {
        numbers: &["+902120000015", "+902120000016"],
        name: "Yıldız Tekstil San. ve Tic. A.Ş.",
        segment: "Altın",
        vip: true,
        email: "muhasebe.yildiz@example.com.tr",
        since: "2009-06-30",
        contacts: 6,
        note: Some("Yetkili: Elif Çelik. Faturalar ayın 5'inden önce istenir."),
        ..COMPANY
    },
    CastMember {
        numbers: &["+905330000016", "+902120000015"],
        name: "Elif Çelik",
        salutation: Some("Elif Hanım"),
        segment: "Gümüş",
        email: "elif.celik@example.com.tr",
        since: "2020-11-09",
        contacts: 2,
        ..PERSON
    },
    CastMember {
        numbers: &["+905420000017"],
        name: "John Smith",
        salutation: Some("Mr Smith"),
        segment: "Gümüş",
        language: "en",
        city: "İzmir",
        email: "john.smith@example.com",
        since: "2021-05-14",
        contacts: 2,
        note: Some("Türkçe bilmiyor; İngilizce konuşulmalı."),
        ..PERSON
    },
    CastMember {
        numbers: &["+905420000018"],
        name: "İpek Işık",
        salutation: Some("İpek Hanım"),
        city: "Bursa",
        email: "ipek.isik@example.com",
        since: "2022-08-01",
        contacts: 1,
        ..PERSON
    },
    CastMember {
        numbers: &["+905050000019"],
        name: "Şükrü Öğüt",
        salutation: Some("Şükrü Bey"),
        city: "Adana",
        email: "sukru.ogut@example.com",
        since: "2025-10-27",
        ..PERSON
    },
    CastMember {
        numbers: &["+903120000020", "+905550000020"],
        name: "Anadolu Gıda Ltd. Şti.",
        segment: "Gümüş",
        city: "Ankara",
        email: "siparis.anadolu@example.com.tr",
        since: "2014-03-11",
        contacts: 5,
        ..COMPANY
    },
];

const PERSON: CastMember = CastMember {
    numbers: &[],
    name: "",
    kind: CustomerKind::Person,
    salutation: None,
    segment: "Bronz",
    vip: false,
    language: "tr",
    city: "İstanbul",
    email: "",
    since: "",
    contacts: 0,
    note: None,
};

const COMPANY: CastMember = CastMember { kind: CustomerKind::Company, ..PERSON };

/// A member with her past.
pub(super) fn imported(member: &CastMember, id: CustomerId, dice: &mut Dice, now_ms: i64) -> Imported {
    let customer = CustomerEdit {
        kind: member.kind,
        name: member.name.to_owned(),
        salutation: member.salutation.map(ToOwned::to_owned),
        segment: Some(member.segment.to_owned()),
        vip: member.vip,
        language: Some(member.language.to_owned()),
        city: Some(member.city.to_owned()),
        email: Some(member.email.to_owned()),
        numbers: numbers(member.numbers.iter().copied()),
        since: Some(member.since.to_owned()),
    };
    let contacts = past::contacts(member.contacts, dice, now_ms);
    let note = |text: &str| Note {
        at_ms: now_ms - 20 * past::DAY_MS,
        by: "Zeynep Arslan".to_owned(),
        text: text.to_owned(),
    };
    Imported { id, customer, contacts, notes: member.note.map(note).into_iter().collect() }
}
