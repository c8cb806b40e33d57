//! Published proposals in miniature, each as its authors meant it, and each in one file.
//!
//! | module | what | source |
//! |---|---|---|
//! | [`arleas`] | no field opens unless a warrant was public when it was sealed | Green, Kaptchuk and Van Laer 2021 |
//! | [`ghost`] | a silent listener on a user's roster of devices | Levy and Robinson 2018 |
//! | [`opening_log`] | machines of trustees that open nothing that is not in a public log | Kroll, Felten and Boneh 2014; Frankle et al. 2018 |
//! | [`transparency`] | the log that shows the listener: key transparency | Melara et al. 2015 |

pub mod arleas;
pub mod ghost;
pub mod opening_log;
pub mod transparency;
