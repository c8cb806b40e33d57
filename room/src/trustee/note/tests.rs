use super::*;

/// Of the documentation of Go's `golang.org/x/mod/sumdb/note`, where the format comes from.
const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
     then you don't know what your problem is.\n\n\
     \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/// Of tlog-cosignature.
const COSIGNED: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
     \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
     \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

fn signer(index: u8) -> Signer {
    Signer::new(index, &Zeroizing::new([index; 32]))
}

fn checkpoint(size: u64) -> Checkpoint {
    Checkpoint { origin: origin(2), size, root: [7; 32] }
}

fn signed(body: &str) -> Note {
    let signer = signer(2);
    let signature = signer.key.sign(body.as_bytes()).to_bytes().to_vec();
    Note { body: body.to_owned(), lines: vec![signer.line(LOG, signature)] }
}

const MALFORMED: fn(&'static str) -> NoteError = |what| NoteError::Malformed { what };

#[test]
fn the_published_example_of_a_signed_note_verifies_and_with_a_letter_changed_it_does_not() {
    let key: Verifier = KEY.parse().unwrap();
    assert_eq!(key.to_string(), KEY);
    let note: Note = NOTE.parse().unwrap();
    assert_eq!(note.to_string(), NOTE);
    // The signature holds; the text is no checkpoint.
    assert_eq!(note.checkpoint(&key), Err(MALFORMED("its tree size is no number")));
    let changed: Note = NOTE.replace("think", "thing").parse().unwrap();
    assert_eq!(changed.checkpoint(&key), Err(NoteError::Signature { name: "PeterNeumann".to_owned() }));
}

#[test]
fn the_published_example_of_a_cosigned_checkpoint_is_read_and_written_to_the_byte() {
    let note: Note = COSIGNED.parse().unwrap();
    assert_eq!(note.to_string(), COSIGNED);
    let checkpoint = Checkpoint::parse(&note.body).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
    assert_eq!(checkpoint.body(), note.body);
    // The witness's line: the time of the example, 1679315147, in front of the signature.
    assert_eq!(note.lines[1].signature[..8], 1_679_315_147u64.to_be_bytes());
}

#[test]
fn a_checkpoint_is_read_back_by_its_log_s_key_and_by_no_other() {
    let note = signer(2).sign(&checkpoint(5));
    assert_eq!(note.to_string().parse(), Ok(note.clone()));
    assert_eq!(note.checkpoint(signer(2).verifier()), Ok(checkpoint(5)));
    let unsigned = |name: &str| Err(NoteError::Unsigned { name: name.to_owned() });
    assert_eq!(note.checkpoint(signer(3).verifier()), unsigned("doormat/trustee/3"));
    let namesake = Signer::new(2, &Zeroizing::new([9; 32]));
    assert_eq!(note.checkpoint(namesake.verifier()), unsigned("doormat/trustee/2"));
}

#[test]
fn a_checkpoint_of_one_log_signed_by_another_is_refused() {
    let other = Checkpoint { origin: origin(3), ..checkpoint(5) };
    let refused = signer(2).sign(&other).checkpoint(signer(2).verifier());
    let (expected, got) = ("doormat/trustee/2".to_owned(), "doormat/trustee/3".to_owned());
    assert_eq!(refused, Err(NoteError::Origin { expected, got }));
}

#[test]
fn a_size_or_a_root_has_one_way_to_be_written() {
    let root = STANDARD.encode([7; 32]);
    let shape = |body: String| signed(&body).checkpoint(signer(2).verifier());
    assert!(shape(format!("doormat/trustee/2\n0\n{root}\n")).is_ok());
    for size in ["", "+5", "05", "-1", " 5", "5 ", "0x5", "18446744073709551616"] {
        assert!(shape(format!("doormat/trustee/2\n{size}\n{root}\n")).is_err(), "{size:?}");
    }
    for root in ["", "AAAA", &root.replace('=', ""), &format!("{root}=")] {
        assert!(shape(format!("doormat/trustee/2\n5\n{root}\n")).is_err(), "{root:?}");
    }
    let longer = shape(format!("doormat/trustee/2\n5\n{root}\nmore\n"));
    assert_eq!(longer, Err(MALFORMED("it has extension lines, which no trustee writes")));
}

#[test]
fn a_cosignature_says_when_and_holds_for_this_text_alone() {
    let mut note = signer(2).sign(&checkpoint(5));
    let (witness, stranger) = (signer(3), signer(4));
    assert_eq!(note.cosigned(witness.verifier()), Ok(None));
    note.add(witness.cosign(&checkpoint(5), 1_700_000_000));
    let note: Note = note.to_string().parse().unwrap();
    assert_eq!(note.cosigned(witness.verifier()), Ok(Some(1_700_000_000)));
    assert_eq!(note.cosigned(stranger.verifier()), Ok(None));
    let mut moved = signer(2).sign(&checkpoint(6));
    moved.add(witness.cosign(&checkpoint(5), 1_700_000_000));
    let refused = Err(NoteError::Signature { name: "doormat/trustee/3".to_owned() });
    assert_eq!(moved.cosigned(witness.verifier()), refused);
    let mut dated = note;
    dated.lines[1].signature[7] ^= 1;
    assert_eq!(dated.cosigned(witness.verifier()), refused);
}

#[test]
fn a_log_s_signature_is_no_cosignature_and_the_other_way_round() {
    let mut note = signer(2).sign(&checkpoint(5));
    assert_eq!(note.cosigned(signer(2).verifier()), Ok(None));
    note.lines = vec![signer(2).cosign(&checkpoint(5), 1)];
    let unsigned = Err(NoteError::Unsigned { name: "doormat/trustee/2".to_owned() });
    assert_eq!(note.checkpoint(signer(2).verifier()), unsigned);
}

#[test]
fn a_note_without_an_empty_line_or_with_control_characters_or_a_bad_line_is_refused() {
    let good = signer(2).sign(&checkpoint(5)).to_string();
    for bad in [
        good.replacen("\n\n", "\n", 1),
        good.trim_end().to_owned(),
        good.replace('5', "\r5"),
        good.replace('\u{2014}', "-"),
        good.replace(" doormat", "  doormat"),
        format!("{good}\u{2014} a+b AAAAAAAA\n"),
        format!("{good}\u{2014} short AAAA\n"),
        String::new(),
    ] {
        assert!(bad.parse::<Note>().is_err(), "{bad:?}");
    }
}

#[test]
fn a_note_has_at_most_so_many_signatures_and_so_many_bytes() {
    let mut note = signer(2).sign(&checkpoint(5));
    for time in 1..u64::try_from(MAX_SIGNATURES).unwrap() {
        note.add(signer(3).cosign(&checkpoint(5), time));
    }
    assert_eq!(note.lines.len(), MAX_SIGNATURES);
    assert!(note.to_string().parse::<Note>().is_ok());
    note.add(signer(3).cosign(&checkpoint(5), 0));
    assert_eq!(note.lines.len(), MAX_SIGNATURES);
    let more = format!("{note}{}\n", signer(3).cosign(&checkpoint(5), 0));
    assert_eq!(more.parse::<Note>(), Err(MALFORMED("it has more signatures than there are trustees")));
    let room = MAX_NOTE - signer(2).sign(&checkpoint(5)).to_string().len();
    for (letters, fits) in [(room, true), (room + 1, false)] {
        let text = format!("{}{}", "x".repeat(letters), signer(2).sign(&checkpoint(5)));
        assert_eq!(text.parse::<Note>().is_ok(), fits);
    }
}

#[test]
fn a_key_is_read_in_its_one_form_and_a_weak_or_misnumbered_one_is_refused() {
    let good = signer(2).verifier().to_string();
    assert_eq!(good.parse::<Verifier>().as_ref(), Ok(signer(2).verifier()));
    let weak = STANDARD.encode([&[LOG][..], &[0; 32]].concat());
    for bad in [
        good.replacen("trustee/2", "trustee/3", 1),
        good.replacen('+', "-", 1),
        good.split('+').take(2).collect::<Vec<_>>().join("+"),
        format!("+{}", good.split_once('+').unwrap().1),
        format!("doormat/trustee/2+00000000+{weak}"),
    ] {
        assert!(bad.parse::<Verifier>().is_err(), "{bad}");
    }
}

#[test]
fn a_signer_prints_its_public_half_alone() {
    let printed = format!("{:?}", Signer::new(2, &Zeroizing::new([0xab; 32])));
    assert!(printed.contains("doormat/trustee/2+") && !printed.contains("171, 171"), "{printed}");
}
