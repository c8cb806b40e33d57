//! Published proposals in miniature, each as its authors meant it, and each in one file.
//!
//! | module | what | source |
//! |---|---|---|
//! | [`arleas`] | no field opens unless a warrant was public when it was sealed | Green, Kaptchuk and Van Laer 2021 |
//! | [`fair`] | a user's own key in pieces that each trustee checks alone; made together in the failsafe form | Micali 1992; Kilian and Leighton 1995 |
//! | [`opening_log`] | machines of trustees that open nothing that is not in a public log | Kroll, Felten and Boneh 2014; Frankle et al. 2018 |

pub mod arleas;
pub mod fair;
pub mod opening_log;
