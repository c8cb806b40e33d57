//! The two messengers for the browser.
