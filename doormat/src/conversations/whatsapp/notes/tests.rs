use super::*;

fn written(text: &str) -> Note {
    Note::Written(text.to_owned(), 0)
}

fn captioned(text: &str) -> Note {
    Note::Written(text.to_owned(), 1)
}

/// Both with the mark of iOS and in copies that lost it.
fn both(text: &str) -> [Note; 2] {
    [sort(text, false), sort(&format!("\u{200e}{text}"), true)]
}

#[test]
fn placeholders_of_android_are_attachments_in_any_language() {
    for text in [
        "<Media omitted>",
        "<Medien ausgeschlossen>",
        "<Multimedia omitido>",
        "<Médias omis>",
        "<Mídia oculta>",
        "<Media omessi>",
        "<Media weggelaten>",
        "<Без медиафайлов>",
        "<Medya dahil edilmedi>",
        "<Arkivet ikke inkludert>",
        "<メディアは含まれていません>",
        "<省略多媒體檔案>",
        "<تم استبعاد الوسائط>",
        "<मीडिया के बिना>",
        "<View once voice message omitted>",
        "\u{200e}<Media omitted>",
        "null",
        "",
        " \u{200e} ",
    ] {
        assert_eq!(sort(text, false), Note::Attachment, "{text}");
    }
}

#[test]
fn placeholders_of_ios_are_attachments() {
    for text in [
        "image omitted",
        "GIF omitted",
        "Contact card omitted",
        "Bild weggelassen",
        "Kontaktkarte ausgelassen",
        "imagen omitida",
        "Tarjeta de contacto omitida",
        "image absente",
        "immagine omessa",
        "imagem ocultada",
        "afbeelding weggelaten",
        "изображение отсутствует",
        "gambar tidak disertakan",
        "Plan.pdf document omitted",
        "Plan of the garden.pdf • \u{200e}2 pages \u{200e}document omitted",
        "Plan.pdf • 2 pagine documento omesso",
    ] {
        assert_eq!(sort(text, true), Note::Attachment, "{text}");
    }
    // A language that no list here knows: the mark in front tells that nobody wrote it, the file name what it is.
    assert_eq!(sort("\u{200e}ছবি বাদ দেওয়া হয়েছে", true), Note::System);
    assert_eq!(sort("Plan.pdf \u{200e}ละเว้นเอกสาร", true), Note::Attachment);
}

#[test]
fn attached_files_are_attachments() {
    for text in [
        "IMG-20231231-WA0001.jpg (file attached)",
        "\u{200e}IMG-20231231-WA0001.jpg (Datei angehängt)",
        "PTT-20231231-WA0003.opus (archivo adjunto)",
        "Garden plan.pdf (fichier joint)",
        "Bo.vcf (файл добавлен)",
        "VID-20231231-WA0002.mp4 (an unknown language)",
        "\u{200e}Garden plan.pdf (an unknown language)",
        "\u{200e}<attached: 00000012-PHOTO-2023-12-31-23-59-12.jpg>",
        "<adjunto: 00000012-PHOTO-2023-12-31-23-59-12.jpg>",
        "Garden plan.pdf • \u{200e}2 pages \u{200e}<attached: 00000013-Garden plan.pdf>",
        "location: https://maps.google.com/?q=51.5,-0.12",
        "\u{200e}Standort: https://maps.google.com/?q=51.5,-0.12",
    ] {
        assert_eq!(sort(text, text.starts_with('\u{200e}')), Note::Attachment, "{text}");
    }
}

#[test]
fn a_caption_stays_and_its_picture_is_counted() {
    for text in [
        "IMG-20231231-WA0001.jpg (file attached)\nour new door\nin green",
        "<Media omitted>\nour new door\nin green",
        "our new door\nin green \u{200e}<attached: 00000012-PHOTO-2023-12-31-23-59-12.jpg>",
        "\u{200e}<Media omitted>\nour new door\nin green",
    ] {
        assert_eq!(sort(text, true), captioned("our new door\nin green"), "{text}");
    }
}

#[test]
fn notes_of_the_app_under_a_persons_name_are_system() {
    for text in [
        "This message was deleted",
        "You deleted this message.",
        "Diese Nachricht wurde gelöscht.",
        "Se eliminó este mensaje.",
        "Ce message a été supprimé",
        "Mensagem apagada",
        "Данное сообщение удалено",
        "تم حذف هذه الرسالة.",
        "このメッセージは削除されました。",
        "यह मैसेज डिलीट कर दिया गया है.",
        "Missed voice call",
        "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
        "Your security code with Bo changed. Tap to learn more.",
        "This message was deleted by admin Bo.",
        "Waiting for this message. This may take a while.",
    ] {
        assert_eq!(both(text), [Note::System, Note::System], "{text}");
    }
    assert_eq!(sort("\u{200e}POLL:\nWhen?\n\u{200e}OPTION: Monday (\u{200e}2 votes)", true), Note::System);
    assert_eq!(sort("\u{200e}Sprachanruf, keine Antwort", true), Note::System);
}

#[test]
fn the_mark_of_an_edited_message_is_cut_off() {
    for mark in [
        " <This message was edited>",
        " \u{200e}<This message was edited>",
        " <Diese Nachricht wurde bearbeitet.>",
        " <Se editó este mensaje.>",
        " <Ce message a été modifié>",
        " <Questo messaggio è stato modificato>",
        " <Mensagem editada>",
        " \u{200e}<an unknown language>",
    ] {
        assert_eq!(sort(&format!("see you <at> nine{mark}"), true), written("see you <at> nine"), "{mark}");
    }
}

#[test]
fn what_people_write_stays_as_it_is() {
    for text in [
        "Was the message deleted? This message was deleted, it says.",
        "the image was omitted",
        "I see that half of the video and most of the audio were omitted",
        "You were omitted",
        "<grin>",
        "<3",
        "a <b> c",
        "if (a < b && c > d)",
        "<a href=\"x\">y</a>",
        "read it: <https://example.org/a b>",
        "it is in report.pdf (second page)",
        "nullify it",
        "look: https://maps.google.com/?q=51.5,-0.12 is where we were",
        "WhatsApp says: Messages and calls are end-to-end encrypted. Is that so?",
        "null\nand void",
        "document.pdf • page 2 is missing\nand page 3",
        "nothing for it <but to go>",
    ] {
        assert_eq!(sort(text, true), written(text), "{text}");
        assert_eq!(sort(text, false), written(text), "{text}");
    }
    // Only iOS marks what it says itself; elsewhere the mark is somebody's keyboard.
    assert_eq!(sort("\u{200e}hello", false), written("hello"));
}
