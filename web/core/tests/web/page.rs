//! A page without a browser: the committed file in an interpreter, on seeded randomness.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use chacha20::ChaCha20Rng;
use honest::codec::{Reader, Writer};
use honest::{Address, Suite};
use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};
use wasmi::{Caller, Engine, Extern, Instance, Linker, Memory, Module, Store};

/// The root of the repository.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The committed file.
pub(super) fn committed() -> Vec<u8> {
    let path = root().join("web/pkg/core.wasm");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}: run web/build", path.display()))
}

/// A generator that hands out the same bytes whether they are asked for by number or by slice, as the page's does.
pub(super) struct Bytes(ChaCha20Rng);

impl Bytes {
    pub(super) fn seeded(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }
}

impl TryRng for Bytes {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill_bytes(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill_bytes(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Bytes {}

/// One instance, and what the page's glue does with it.
pub(super) struct Page {
    store: Store<Bytes>,
    instance: Instance,
    memory: Memory,
}

fn memory(caller: &Caller<'_, Bytes>) -> Memory {
    caller.get_export("memory").and_then(Extern::into_memory).expect("a memory")
}

impl Page {
    pub(super) fn open(seed: u64) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, committed()).unwrap();
        let mut store = Store::new(&engine, Bytes::seeded(seed));
        let mut linker = Linker::new(&engine);
        linker
            .func_wrap("env", "random_fill", |mut caller: Caller<'_, Bytes>, at: u32, len: u32| {
                let mut bytes = vec![0; len as usize];
                caller.data_mut().fill_bytes(&mut bytes);
                memory(&caller).write(&mut caller, at as usize, &bytes).unwrap();
            })
            .unwrap();
        linker
            .func_wrap("env", "host_panic", |caller: Caller<'_, Bytes>, at: u32, len: u32| -> () {
                let mut why = vec![0; len as usize];
                memory(&caller).read(&caller, at as usize, &mut why).unwrap();
                panic!("{}", String::from_utf8_lossy(&why));
            })
            .unwrap();
        let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
        let memory = instance.get_memory(&store, "memory").unwrap();
        Self { store, instance, memory }
    }

    /// One call: the whole answer, its first byte being the kind.
    pub(super) fn ask(&mut self, op: u32, asked: &[u8]) -> Vec<u8> {
        let Self { store, instance, memory } = self;
        let alloc = instance.get_typed_func::<u32, u32>(&*store, "alloc").unwrap();
        let free = instance.get_typed_func::<(u32, u32), ()>(&*store, "free").unwrap();
        let call = instance.get_typed_func::<(u32, u32, u32), u64>(&*store, "call").unwrap();
        let len = u32::try_from(asked.len()).unwrap();
        let at = alloc.call(&mut *store, len).unwrap();
        memory.write(&mut *store, at as usize, asked).unwrap();
        let packed = call.call(&mut *store, (op, at, len)).unwrap();
        free.call(&mut *store, (at, len)).unwrap();
        let (from, size) = ((packed >> 32) as u32, (packed & 0xffff_ffff) as u32);
        let mut answer = vec![0; size as usize];
        memory.read(&*store, from as usize, &mut answer).unwrap();
        free.call(&mut *store, (from, size)).unwrap();
        answer
    }

    /// Puts bytes into memory and does not give them back.
    pub(super) fn lend(&mut self, bytes: &[u8]) -> u32 {
        let Self { store, instance, memory } = self;
        let alloc = instance.get_typed_func::<u32, u32>(&*store, "alloc").unwrap();
        let at = alloc.call(&mut *store, u32::try_from(bytes.len()).unwrap()).unwrap();
        memory.write(&mut *store, at as usize, bytes).unwrap();
        at
    }

    /// Bytes of the instance's memory.
    pub(super) fn memory_bytes(&self) -> Vec<u8> {
        self.memory.data(&self.store).to_vec()
    }
}

/// What an answer said: the payload, or the kind and why.
pub(super) fn read(answer: &[u8]) -> Result<Vec<u8>, (u8, String)> {
    match answer.split_first().expect("a kind") {
        (0, payload) => Ok(payload.to_vec()),
        (&kind, why) => Err((kind, String::from_utf8(why.to_vec()).unwrap())),
    }
}

/// Kinds of trouble, as the page knows them.
pub(super) const REFUSED: u8 = 1;
pub(super) const KEY_CHANGED: u8 = 2;
pub(super) const DUPLICATE: u8 = 3;
pub(super) const NO_SESSION: u8 = 4;
pub(super) const USAGE: u8 = 5;

/// A messenger behind the layouts of the boundary, whatever runs it.
pub(super) trait Phone {
    fn ask(&mut self, op: u32, asked: &[u8]) -> Vec<u8>;

    fn call(&mut self, op: u32, asked: &[u8]) -> Result<Vec<u8>, (u8, String)> {
        read(&Phone::ask(self, op, asked))
    }

    fn create(&mut self, name: &str, law: &[u8]) {
        self.call(1, &[law, &address(name)].concat()).unwrap();
    }

    fn restore(&mut self, state: &[u8], law: &[u8]) -> Result<Vec<u8>, (u8, String)> {
        self.call(2, &[law, state].concat())
    }

    fn export(&mut self) -> Vec<u8> {
        self.call(3, &[]).unwrap()
    }

    /// Bundles that go out once, and the last one.
    fn publish(&mut self, count: u32) -> (Vec<Vec<u8>>, Vec<u8>) {
        let answer = self.call(4, &count.to_be_bytes()).unwrap();
        let mut from = Reader::new(&answer);
        let made = from.u32().unwrap();
        let bundles = (0..made).map(|_| from.prefixed().unwrap().to_vec()).collect();
        let last = from.prefixed().unwrap().to_vec();
        from.finish().unwrap();
        (bundles, last)
    }

    fn begin(&mut self, peer: &str, bundle: &[u8]) -> Result<(), (u8, String)> {
        self.call(5, &[&address(peer), &SENT.to_be_bytes()[..], bundle].concat()).map(drop)
    }

    fn send(&mut self, peer: &str, text: &str) -> Result<Vec<u8>, (u8, String)> {
        self.call(6, &[&address(peer), &SENT.to_be_bytes()[..], text.as_bytes()].concat())
    }

    /// From whom, and what.
    fn receive(&mut self, frame: &[u8]) -> Result<(String, String), (u8, String)> {
        let answer = self.call(7, frame)?;
        let mut from = Reader::new(&answer);
        let sender = Address::decode(&mut from).unwrap();
        Ok((sender.to_string(), String::from_utf8(from.rest().to_vec()).unwrap()))
    }

    fn safety(&mut self, peer: &str) -> String {
        String::from_utf8(self.call(8, &address(peer)).unwrap()).unwrap()
    }

    fn forget(&mut self, peer: &str) {
        self.call(9, &address(peer)).unwrap();
    }
}

impl Phone for Page {
    fn ask(&mut self, op: u32, asked: &[u8]) -> Vec<u8> {
        Page::ask(self, op, asked)
    }
}

/// The same code, built for this machine.
pub(super) struct Native {
    slot: Option<web_core::Messenger>,
    rng: Bytes,
}

impl Native {
    pub(super) fn open(seed: u64) -> Self {
        Self { slot: None, rng: Bytes::seeded(seed) }
    }
}

impl Phone for Native {
    fn ask(&mut self, op: u32, asked: &[u8]) -> Vec<u8> {
        web_core::answer(&mut self.slot, op, asked, &mut self.rng).to_vec()
    }
}

/// When everything is sent.
pub(super) const SENT: u64 = 1_000;

/// The suite that phones speak.
pub(super) const SUITE: Suite = Suite::Hybrid;

/// An address in its layout.
pub(super) fn address(name: &str) -> Vec<u8> {
    let mut to = Writer::new();
    to.prefixed(name.as_bytes());
    to.finish()
}

/// The clean build.
pub(super) const CLEAN: &[u8] = &[0];

/// The escrowed build, under a key.
pub(super) fn law(key: &escrow::EpochKey, mandate: escrow::Mandate) -> Vec<u8> {
    let mut to = Writer::new();
    to.flag(true).u32(key.epoch).put(&key.public.to_bytes());
    to.flag(mandate.proven).flag(mandate.committed).flag(mandate.bound);
    to.finish()
}
