//! TLS towards Asterisk (`tlsenable = yes` in `manager.conf`): which authorities are believed.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::config::TlsConfig;
use super::session::DownWhy;

/// A connector, and the name the certificate must bear.
pub(super) fn connector(tls: &TlsConfig, host: &str) -> Result<(TlsConnector, ServerName<'static>), DownWhy> {
    let name = tls.server_name.clone().unwrap_or_else(|| host.to_owned());
    let name = ServerName::try_from(name).map_err(fault)?;
    let roots = match &tls.ca_file {
        Some(path) => roots_from(path)?,
        None => system_roots()?,
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(fault)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok((TlsConnector::from(Arc::new(config)), name))
}

fn roots_from(path: &Path) -> Result<RootCertStore, DownWhy> {
    let mut roots = RootCertStore::empty();
    let named = |error: &dyn std::fmt::Display| fault(format!("{}: {error}", path.display()));
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| named(&error))? {
        let certificate = certificate.map_err(|error| named(&error))?;
        roots.add(certificate).map_err(|error| named(&error))?;
    }
    if roots.is_empty() {
        return Err(named(&"no certificate in it"));
    }
    Ok(roots)
}

fn system_roots() -> Result<RootCertStore, DownWhy> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        Err(fault("the system has no root certificates; name a ca_file"))
    } else {
        Ok(roots)
    }
}

pub(super) fn fault(error: impl std::fmt::Display) -> DownWhy {
    DownWhy::Tls { message: error.to_string() }
}
