//! Published proposals in miniature, each as its authors meant it, and each in one file.
//!
//! | module | what | source |
//! |---|---|---|
//! | [`arleas`] | no field opens unless a warrant was public when it was sealed | Green, Kaptchuk and Van Laer 2021 |
//! | [`dual_ec`] | a random number generator whose constants can be a trapdoor | NIST SP 800-90A; Shumow and Ferguson 2007 |
//! | [`opening_log`] | machines of trustees that open nothing that is not in a public log | Kroll, Felten and Boneh 2014; Frankle et al. 2018 |

pub mod arleas;
pub mod dual_ec;
pub mod opening_log;
