//! The boundary to the page: memory that it lends, and two functions that it gives. The only unsafe code of the project.
//!
//! ```text
//! exports   memory, alloc(len) -> ptr, free(ptr, len), call(op, ptr, len) -> ptr << 32 | len
//! imports   env.random_fill(ptr, len), env.host_panic(ptr, len)
//! ```
//! The page puts a question into memory from `alloc`, calls, reads the answer, and gives both back to `free`, which wipes
//! them. After `host_panic` the instance must not be called again.

#![expect(unsafe_code, reason = "memory crosses a C interface here, and nowhere else")]

use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::Once;

use rand_core::{TryCryptoRng, TryRng};
use zeroize::Zeroize;

use crate::messenger::Messenger;
use crate::ops::answer;

/// What the page gives.
mod host {
    #[link(wasm_import_module = "env")]
    unsafe extern "C" {
        /// Fills memory with random bytes of `crypto.getRandomValues`.
        pub(super) fn random_fill(at: *mut u8, len: usize);
        /// Says that this instance has failed, and why, in UTF-8. Does not return: the page throws.
        pub(super) fn host_panic(at: *const u8, len: usize);
    }
}

thread_local! {
    static MESSENGER: RefCell<Option<Messenger>> = const { RefCell::new(None) };
}

/// The page's generator.
struct HostRng;

fn fill(bytes: &mut [u8]) {
    // SAFETY: pointer and length are those of a slice that is borrowed mutably for the whole call; the page writes these
    // bytes and no others, and keeps no view of them.
    unsafe { host::random_fill(bytes.as_mut_ptr(), bytes.len()) }
}

impl TryRng for HostRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for HostRng {}

/// What `getrandom` calls, for the crates below that ask the system.
///
/// # Safety
/// `at` must be valid for writing `len` bytes.
// SAFETY (of the attribute): no other crate defines this symbol; getrandom declares it with this signature.
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(at: *mut u8, len: usize) -> Result<(), getrandom::Error> {
    // SAFETY: handed on as received; the caller promises that the memory may be written.
    unsafe { host::random_fill(at, len) }
    Ok(())
}

/// Lends `len` bytes, all zero, until they are given to [`free`].
// SAFETY (of the attribute): the name is defined once; the same holds for `free` and `call`.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn alloc(len: usize) -> *mut u8 {
    lend(vec![0; len])
}

/// Takes back what [`alloc`] or [`call`] lent, and wipes it.
///
/// # Safety
/// `at` and `len` must be of one loan, which ends here.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn free(at: *mut u8, len: usize) {
    // SAFETY: `lend` made the pointer from a box of exactly `len` bytes, and the page ends each loan once.
    let mut bytes = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, len)) };
    bytes.zeroize();
}

/// Answers a question; see [`crate::ops`]. The answer is lent.
///
/// # Safety
/// `at` and `len` must be of one loan that the page does not write to during the call.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn call(op: u32, at: *const u8, len: usize) -> u64 {
    report_panics();
    // SAFETY: the loan was made by `lend` with this length, is initialised, and outlives the call; there is one thread.
    let asked = unsafe { std::slice::from_raw_parts(at, len) };
    let answered = MESSENGER.with_borrow_mut(|slot| answer(slot, op, asked, &mut HostRng).to_vec());
    let len = answered.len();
    let at = lend(answered).expose_provenance();
    (widened(at) << 32) | widened(len)
}

/// Turns bytes into a loan.
fn lend(bytes: Vec<u8>) -> *mut u8 {
    Box::into_raw(bytes.into_boxed_slice()).cast()
}

/// A size of this machine, which has 32 bits.
fn widened(size: usize) -> u64 {
    const { assert!(usize::BITS == 32, "an address and a length share 64 bits") }
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// Tells the page why, the first time that something fails which must not.
fn report_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            let why = info.to_string();
            // SAFETY: pointer and length are those of a string that lives until the end of this function.
            unsafe { host::host_panic(why.as_ptr(), why.len()) }
        }));
    });
}
