//! Who calls. The customers are the first of `santral sample`.

use std::time::Duration;

use crate::phone::CallerId;

/// The support queue.
pub(crate) const SUPPORT: &str = "5552001";
/// The sales queue.
pub(crate) const SALES: &str = "5552002";
/// The queue that speaks English.
pub(crate) const ENGLISH: &str = "5552003";
/// A number of the company's that no queue serves.
pub(crate) const NOBODYS: &str = "5552009";

/// Long enough for anything that happens at once.
pub(crate) const SOON: Duration = Duration::from_secs(5);
/// Long enough for the fall-back queue, with its promise of ten seconds.
pub(crate) const FALL_BACK: Duration = Duration::from_secs(12);

/// A customer, as her network writes her number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Customer {
    pub(crate) name: &'static str,
    pub(crate) dials_as: &'static str,
    pub(crate) e164: &'static str,
}

impl Customer {
    pub(crate) fn id(self) -> CallerId {
        CallerId::number(self.dials_as)
    }
}

pub(crate) const AYSE: Customer =
    Customer { name: "Ayşe Yılmaz", dials_as: "05320000011", e164: "+905320000011" };
pub(crate) const MEHMET: Customer =
    Customer { name: "Mehmet Kaya", dials_as: "+905320000012", e164: "+905320000012" };
pub(crate) const JOHN: Customer =
    Customer { name: "John Smith", dials_as: "00905420000017", e164: "+905420000017" };
pub(crate) const IPEK: Customer =
    Customer { name: "İpek Işık", dials_as: "5420000018", e164: "+905420000018" };

/// A number nobody has.
pub(crate) const STRANGER: &str = "05559990042";
