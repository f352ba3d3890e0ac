//! The whole product against a real Asterisk, phones, callers and a browser.
