//! How often one network address may ask (`JENJANG_REQUESTS_PER_MINUTE`; off if 0).

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::Refusal;
use super::request;
use crate::app::App;

/// After so many questions the addresses that have been quiet are forgotten.
const TIDY_EVERY: u64 = 10_000;

/// Who asked how often lately.
pub struct Limiter {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    clock: DefaultClock,
    asked: AtomicU64,
}

impl Limiter {
    /// So many requests a minute for each address, in a burst or spread; 0 for no limit.
    pub fn per_minute(most: u32) -> Self {
        let limiter = NonZeroU32::new(most).map(|most| RateLimiter::keyed(Quota::per_minute(most)));
        Self { limiter, clock: DefaultClock::default(), asked: AtomicU64::new(0) }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// Too often: with the seconds to wait.
    pub fn check(&self, address: IpAddr) -> Result<(), Refusal> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            limiter.retain_recent();
        }
        limiter.check_key(&network(address)).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            Refusal::too_many(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }
}

/// Questions a minute that one address may ask of pages behind links, whatever else is allowed: an office asks from one.
const LINKS_A_MINUTE: u32 = 120;

/// Who asked lately for what the links of letters open.
pub struct LinkLimiter(pub Limiter);

impl Default for LinkLimiter {
    fn default() -> Self {
        Self(Limiter::per_minute(LINKS_A_MINUTE))
    }
}

/// The middleware of both doors: refuses who asks too often.
///
/// # Errors
/// What the request ends in.
pub async fn spare(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let refused = match (request.app_data::<web::Data<Limiter>>(), request.app_data::<web::Data<App>>()) {
        (Some(limiter), Some(app)) => limiter.check(request::address(request.request(), &app.config)).err(),
        _ => None,
    };
    match refused {
        Some(refusal) => Ok(request.error_response(refusal)),
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// One IPv4 address, or the /64 of an IPv6 address: all of it is one household.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_asks_too_often_waits_and_others_do_not() {
        let limiter = Limiter::per_minute(3);
        let [one, other] = ["192.0.2.7", "192.0.2.8"].map(|text| text.parse::<IpAddr>().unwrap());
        for _ in 0..3 {
            limiter.check(one).unwrap();
        }
        let refused = limiter.check(one).unwrap_err();
        assert!(refused.retry_after.is_some_and(|seconds| (1..=20).contains(&seconds)), "{refused:?}");
        limiter.check(other).unwrap();
    }

    #[test]
    fn without_a_limit_nobody_waits() {
        let limiter = Limiter::per_minute(0);
        for _ in 0..1_000 {
            limiter.check(IpAddr::from([192, 0, 2, 7])).unwrap();
        }
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let [one, other] = ["2001:db8:1:2:3::9", "2001:db8:1:2:ffff::1"].map(|text| text.parse().unwrap());
        assert_eq!(network(one), network(other));
    }
}
