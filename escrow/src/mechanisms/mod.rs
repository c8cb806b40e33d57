//! Published proposals in miniature, each as its authors meant it, and each in one file.
//!
//! | module | what | source |
//! |---|---|---|
//! | [`arleas`] | no field opens unless a warrant was public when it was sealed | Green, Kaptchuk and Van Laer 2021 |
//! | [`opening_log`] | machines of trustees that open nothing that is not in a public log | Kroll, Felten and Boneh 2014; Frankle et al. 2018 |
//! | [`work_factor`] | access that costs work: Lotus, a reduced cipher, partial escrow, crumple zones, export grade | each names its own |

pub mod arleas;
pub mod opening_log;
pub mod work_factor;
