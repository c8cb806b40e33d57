//! What is committed for the browser: `web/pkg/core.wasm` does what the crates do, and is built from them.

mod web {
    mod agreement;
    mod boundary;
    mod colours;
    mod files;
    mod page;
    mod stamp;
}
