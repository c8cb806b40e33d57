//! Published proposals in miniature, each as its authors meant it, and each in one file.
//!
//! | module | what | source |
//! |---|---|---|
//! | [`adk`] | a line in a certificate asks senders for a second copy of the key | PGP 5.5 to 6.5, 1997 to 2000 |
//! | [`arleas`] | no field opens unless a warrant was public when it was sealed | Green, Kaptchuk and Van Laer 2021 |
//! | [`franking`] | the recipient can prove to the provider what was written; nobody opens anything | Facebook 2016 |
//! | [`opening_log`] | machines of trustees that open nothing that is not in a public log | Kroll, Felten and Boneh 2014; Frankle et al. 2018 |

pub mod adk;
pub mod arleas;
pub mod franking;
pub mod opening_log;
