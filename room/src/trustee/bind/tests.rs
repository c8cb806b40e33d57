use super::*;

fn at(address: &str) -> SocketAddr {
    address.parse().unwrap()
}

fn network(text: &str) -> Option<Cidr> {
    Some(text.parse().unwrap())
}

#[test]
fn this_machine_needs_no_leave() {
    for address in ["127.0.0.1:7402", "127.8.8.8:0", "[::1]:7402"] {
        assert_eq!(allowed_bind(at(address), None, false), Ok(()), "{address}");
    }
}

#[test]
fn beyond_this_machine_a_private_network_must_be_named_hold_the_address_and_be_acknowledged() {
    let address = at("192.168.1.5:7402");
    let name = || "192.168.1.0/24".to_owned();
    assert_eq!(allowed_bind(address, None, true), Err(BindRefused::Beyond { address }));
    let lab = network("192.168.1.0/24");
    let unacknowledged = BindRefused::Unacknowledged { address, network: name() };
    assert_eq!(allowed_bind(address, lab, false), Err(unacknowledged));
    assert_eq!(allowed_bind(address, lab, true), Ok(()));
    for outside in ["192.168.2.5:1", "0.0.0.0:1", "[::]:1", "8.8.8.8:1", "[fd00::1]:1"] {
        let address = at(outside);
        let refused = BindRefused::Outside { address, network: name() };
        assert_eq!(allowed_bind(address, lab, true), Err(refused), "{outside}");
    }
}

#[test]
fn a_network_that_is_not_all_private_is_refused_even_if_the_address_is() {
    for public in
        ["0.0.0.0/0", "192.0.0.0/8", "172.0.0.0/11", "172.32.0.0/16", "8.8.8.0/24", "::/0", "2001:db8::/32"]
    {
        let Ok(lab) = public.parse::<Cidr>() else { panic!("{public}") };
        let refused = allowed_bind(at("192.168.1.5:1"), Some(lab), true);
        assert_eq!(refused, Err(BindRefused::Public { network: public.to_owned() }), "{public}");
    }
    for private in [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "172.31.0.0/16",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "fd00::/8",
        "fe80::/64",
    ] {
        assert!(private.parse::<Cidr>().unwrap().is_private(), "{private}");
    }
}

#[test]
fn a_network_has_one_way_to_be_written() {
    for bad in [
        "",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/+8",
        "10.0.0.1/8",
        "10.0.0.0/8/8",
        "fd00::/129",
        "lab/8",
    ] {
        assert_eq!(bad.parse::<Cidr>(), Err(BindRefused::Network { text: bad.to_owned() }), "{bad}");
    }
    for good in ["0.0.0.0/0", "::/0", "10.1.2.3/32", "fd00::1/128"] {
        assert_eq!(good.parse::<Cidr>().unwrap().to_string(), good);
    }
}

#[test]
fn what_is_refused_says_what_to_do() {
    let refused = allowed_bind(at("0.0.0.0:7402"), None, false).unwrap_err().to_string();
    assert!(refused.contains("127.0.0.1") && refused.contains("--lab-network"), "{refused}");
}
