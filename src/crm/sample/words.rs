//! The words sample customers are made of.

pub(super) const WOMEN: &[&str] = &[
    "Ayşe",
    "Fatma",
    "Emine",
    "Hatice",
    "Zeynep",
    "Elif",
    "Meryem",
    "Şerife",
    "Gülşen",
    "Hülya",
    "Özlem",
    "Çiğdem",
    "İrem",
    "Işıl",
    "Büşra",
    "Tuğba",
    "Nazlı",
    "Defne",
    "Ece",
    "Derya",
    "Sevgi",
    "Yasemin",
    "Gönül",
    "Ümmühan",
];

pub(super) const MEN: &[&str] = &[
    "Mehmet",
    "Mustafa",
    "Ahmet",
    "Ali",
    "Hüseyin",
    "Hasan",
    "İbrahim",
    "İsmail",
    "Osman",
    "Yusuf",
    "Murat",
    "Ömer",
    "Ramazan",
    "Çağrı",
    "Çağatay",
    "Oğuzhan",
    "Görkem",
    "Şahin",
    "Tuğrul",
    "Barış",
    "Kâmil",
    "Emre",
    "Uğur",
    "Kıvanç",
];

pub(super) const SURNAMES: &[&str] = &[
    "Yılmaz",
    "Kaya",
    "Demir",
    "Şahin",
    "Çelik",
    "Yıldız",
    "Yıldırım",
    "Öztürk",
    "Aydın",
    "Özdemir",
    "Arslan",
    "Doğan",
    "Kılıç",
    "Aslan",
    "Çetin",
    "Kara",
    "Koç",
    "Kurt",
    "Özkan",
    "Şimşek",
    "Polat",
    "Korkmaz",
    "Özcan",
    "Çakır",
    "Erdoğdu",
    "Işık",
    "Ağaoğlu",
    "Güneş",
    "Türkmen",
    "Sönmez",
    "İnce",
    "Uçar",
];

pub(super) const COMPANIES: &[&str] = &[
    "Boğaziçi Lojistik",
    "Ege Zeytincilik",
    "Karadeniz Çay",
    "Marmara Yazılım",
    "Toros Seramik",
    "Uludağ Mobilya",
    "Kızılırmak İnşaat",
    "Göller Turizm",
    "Güneş Enerji",
    "Çınar Eczane Deposu",
    "Işık Aydınlatma",
    "Pınar Su Arıtma",
    "Şirin Oyuncak",
    "Ümit Kırtasiye",
    "Özgür Matbaacılık",
    "İpekyolu Halı",
    "Akdeniz Seracılık",
    "Bereket Fırın",
];

pub(super) const COMPANY_FORMS: &[&str] = &["A.Ş.", "Ltd. Şti.", "San. ve Tic. A.Ş.", "San. Tic. Ltd. Şti."];

/// City, with the code of its landlines.
pub(super) const CITIES: &[(&str, &str)] = &[
    ("İstanbul", "212"),
    ("İstanbul", "216"),
    ("Ankara", "312"),
    ("İzmir", "232"),
    ("Bursa", "224"),
    ("Antalya", "242"),
    ("Adana", "322"),
    ("Konya", "332"),
    ("Gaziantep", "342"),
    ("Kayseri", "352"),
    ("Trabzon", "462"),
    ("Eskişehir", "222"),
    ("Diyarbakır", "412"),
    ("Samsun", "362"),
];

pub(super) const MOBILES: &[&str] = &["532", "533", "542", "543", "505", "506", "555", "530"];

pub(super) const SEGMENTS: &[&str] = &["Altın", "Gümüş", "Gümüş", "Bronz", "Bronz", "Bronz"];

pub(super) const AGENTS: &[&str] =
    &["Zeynep Arslan", "Can Demir", "Elif Şahin", "Burak Aydın", "Selin Koç", "Emre Yıldız"];

/// Queue, disposition, whether solved, summary.
pub(super) const CONTACTS: &[(&str, &str, bool, &str)] = &[
    ("destek", "cozuldu", true, "İnternet bağlantısı kopuyordu; modem yeniden başlatıldı, hat testi temiz."),
    ("destek", "cozuldu", true, "Şifresini unutmuş; kimlik doğrulandı, sıfırlama bağlantısı gönderildi."),
    ("destek", "geri-aranacak", false, "Teknik ekip arayacak; müsait olduğu saatler 18:00 sonrası."),
    ("destek", "sikayet", false, "Kargo üç gündür dağıtımda görünüyor; şikâyet kaydı açıldı."),
    ("destek", "cozuldu", true, "Kargo adresi güncellendi, yeni teslim günü bildirildi."),
    ("destek", "bilgi", true, "Fatura son ödeme tarihini ve otomatik ödeme talimatını sordu."),
    ("destek", "aktarildi", false, "Hukuki süreçle ilgili sorusu ilgili birime aktarıldı."),
    ("destek", "sikayet", true, "Mükerrer çekim vardı; iade başlatıldı, 5 iş günü süre verildi."),
    ("satis", "satis", true, "Yıllık pakete geçti; sözleşme e-postayla gönderildi."),
    ("satis", "bilgi", true, "Kurumsal tarife fiyatlarını sordu; teklif iletildi."),
    ("satis", "geri-aranacak", false, "Eşine danışacak; hafta sonundan önce aranmasını istedi."),
    ("satis", "bilgi", true, "Kampanya koşulları anlatıldı, şimdilik düşünmek istiyor."),
    ("kart", "cozuldu", true, "Kayıp kart bildirimi alındı, kart kapatıldı, yenisi adrese çıkarıldı."),
    ("kart", "cozuldu", true, "Limit artış talebi alındı ve onaylandı."),
    ("kart", "bilgi", true, "Ekstre kesim gününün değiştirilmesini sordu."),
    ("kart", "sikayet", false, "Yurt dışı işleme itiraz etti; itiraz formu gönderildi, sonucu bekliyor."),
];

pub(super) const NOTES: &[&str] = &[
    "Öğle saatlerinde aranmak istemiyor.",
    "İşitme güçlüğü var, yavaş konuşulmalı.",
    "Sözleşme yenilemesi için yetkili eşi.",
    "E-posta yerine telefonla bilgilendirilmeyi tercih ediyor.",
    "Geçen ayki gecikme için özür dilendi, hassas.",
    "Adres tarifi: sitenin arka kapısı, güvenliğe haber verilecek.",
    "Muhasebe yetkilisi her ayın ilk haftası arıyor.",
    "Kampanya aramalarına izin vermiyor.",
];
