//! What the file asks of the page, and what it refuses.

use wasmi::{Engine, ExternType, Module};

use super::page::{CLEAN, Page, Phone, USAGE, committed, read};

#[test]
fn the_file_imports_randomness_and_a_way_to_fail_and_nothing_else() {
    let module = Module::new(&Engine::default(), committed()).unwrap();
    let mut imports: Vec<_> = module
        .imports()
        .map(|import| {
            assert!(matches!(import.ty(), ExternType::Func(_)), "{import:?}");
            format!("{}.{}", import.module(), import.name())
        })
        .collect();
    imports.sort();
    assert_eq!(imports, ["env.host_panic", "env.random_fill"]);
    let exports: Vec<_> = module.exports().map(|export| export.name().to_owned()).collect();
    for name in ["memory", "alloc", "free", "call"] {
        assert!(exports.iter().any(|export| export == name), "{name} is not among {exports:?}");
    }
}

#[test]
fn no_path_of_the_machine_that_built_it_is_in_the_file() {
    let bytes = committed();
    for trace in [&b"/home/"[..], b"/root/", b"/work/", b"/usr/", b".cargo", b"index.crates.io"] {
        let found = bytes.windows(trace.len()).any(|window| window == trace);
        assert!(!found, "{:?} is in web/pkg/core.wasm", String::from_utf8_lossy(trace));
    }
    // The control: what is in it is found.
    assert!(bytes.windows(11).any(|window| window == b"random_fill"));
}

#[test]
fn a_question_that_cannot_be_is_answered_with_usage_and_changes_nothing() {
    let mut page = Page::open(1);
    assert!(matches!(page.call(3, &[]), Err((USAGE, _))), "there is no messenger to export");
    page.create("teal-otter", CLEAN);
    let before = page.export();
    assert!(matches!(page.call(0, &[]), Err((USAGE, _))));
    assert!(matches!(page.call(10, &[]), Err((USAGE, _))));
    assert!(matches!(page.call(4, &21u32.to_be_bytes()), Err((USAGE, _))), "one more than the bound");
    assert!(matches!(page.call(1, &[0, 0, 1, b'x']), Err((USAGE, _))), "a second messenger");
    assert_eq!(page.export(), before);
    assert_eq!(page.publish(20).0.len(), 20, "the bound itself");
}

#[test]
fn whatever_bytes_come_no_op_brings_the_instance_down() {
    let mut page = Page::open(2);
    page.create("teal-otter", CLEAN);
    for op in 1..=9 {
        for len in 0..12 {
            for byte in [0, 1, 2, 0x7f, 0xff] {
                if op == 4 && len == 4 && byte == 0 {
                    continue;
                }
                let _answer = read(&Phone::ask(&mut page, op, &vec![byte; len]));
            }
        }
    }
    assert!(page.export().starts_with(b"DORS"));
}

#[test]
fn what_was_lent_is_wiped_when_it_is_given_back() {
    let mut page = Page::open(3);
    page.create("teal-otter", CLEAN);
    let mark = b"a text that is nowhere else in the file";
    let holds = |bytes: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    // No op 77: the question itself is all that the instance sees of it.
    let _usage = page.call(77, mark);
    assert!(!holds(&page.memory_bytes()));
    // The control: without giving back, it is found.
    let lent = page.lend(mark);
    assert!(holds(&page.memory_bytes()), "lent at {lent}");
}
