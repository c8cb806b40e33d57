//! Published proposals in miniature, each as its authors meant it, and each in one file.
//!
//! | module | what | source |
//! |---|---|---|
//! | [`adk`] | a line in a certificate asks senders for a second copy of the key | PGP 5.5 to 6.5, 1997 to 2000 |
//! | [`arleas`] | no field opens unless a warrant was public when it was sealed | Green, Kaptchuk and Van Laer 2021 |
//! | [`clipper`] | chips that decipher only beside a field that two agents and the police can open | FIPS 185 (1994) |
//! | [`dual_ec`] | a random number generator whose constants can be a trapdoor | NIST SP 800-90A; Shumow and Ferguson 2007 |
//! | [`fair`] | a user's own key in pieces that each trustee checks alone; made together in the failsafe form | Micali 1992; Kilian and Leighton 1995 |
//! | [`franking`] | the recipient can prove to the provider what was written; nobody opens anything | Facebook 2016 |
//! | [`ghost`] | a silent listener on a user's roster of devices | Levy and Robinson 2018 |
//! | [`opening_log`] | machines of trustees that open nothing that is not in a public log | Kroll, Felten and Boneh 2014; Frankle et al. 2018 |
//! | [`scanning`] | pictures are compared with a blinded list before they are encrypted | Apple 2021 |
//! | [`transparency`] | the log that shows the listener: key transparency | Melara et al. 2015 |
//! | [`work_factor`] | access that costs work: Lotus, a reduced cipher, partial escrow, crumple zones, export grade | each names its own |
//!
//! Secrets are private. What an attacker could touch is what attack code can touch: a chip answers yes or no, and what a
//! place would yield to a thief comes out as bytes, by a method that says so.

pub mod adk;
pub mod arleas;
pub mod clipper;
pub mod dual_ec;
pub mod fair;
pub mod franking;
pub mod ghost;
pub mod opening_log;
pub mod scanning;
pub mod transparency;
pub mod work_factor;
