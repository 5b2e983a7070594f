//! Certificate and key of the gateway's own listener.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::error::ConfigError;

pub(super) fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, ConfigError> {
    let refuse = |place: &str, file: &Path, problem: &dyn std::fmt::Display| {
        ConfigError::new(format!("tls.{place}"), format!("{}: {problem}", file.display()))
    };
    let in_file = |error| refuse("certificate", certificate, &error);
    let chain = CertificateDer::pem_file_iter(certificate).map_err(in_file)?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(in_file)?;
    if chain.is_empty() {
        return Err(refuse("certificate", certificate, &"it holds no certificate"));
    }
    // The text of the error quotes nothing of the file.
    let private = PrivateKeyDer::from_pem_file(key).map_err(|_| refuse("key", key, &"no private key can be read"))?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private))
        .map_err(|error| refuse("key", key, &error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
