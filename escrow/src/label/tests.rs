use super::ALL;
use honest::primitives::kdf::label::ALL as HONEST;

#[test]
fn no_label_is_another_or_begins_another_here_or_in_honest() {
    let all: Vec<&[u8]> = ALL.iter().chain(HONEST).copied().collect();
    for (place, label) in all.iter().enumerate() {
        for (other_place, other) in all.iter().enumerate() {
            let (label_text, other_text) = (String::from_utf8_lossy(label), String::from_utf8_lossy(other));
            assert!(
                place == other_place || !other.starts_with(label),
                "{label_text:?} begins {other_text:?}"
            );
        }
    }
}

#[test]
fn every_label_of_this_file_is_in_the_list_and_carries_the_projects_name() {
    let declared = include_str!("../label.rs").lines().filter(|line| line.contains(": &[u8] =")).count();
    assert_eq!(declared, ALL.len());
    for label in ALL {
        assert!(label.starts_with(b"Doormat lab 1 "), "{:?}", String::from_utf8_lossy(label));
    }
}
