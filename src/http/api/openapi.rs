//! The description of the interface: the routes as they are served, with what all of them have in common.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get};
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Content, Info, License, OpenApi, PathItem, Paths, Ref, RefOr, Required, Response, ResponseBuilder,
};
use utoipa::{OpenApi as _, ToSchema};

use super::answers::ROOT;
use super::routes::{Interface, Operations};
use crate::http::problem::{CONTENT_TYPE, FieldProblem, Problem};

/// The name of the one way to prove who calls.
const BEARER: &str = "bearer";

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(described);
static TEXT: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(DOCUMENT.to_json().unwrap_or_default()));

/// The description of the whole interface.
pub fn document() -> &'static OpenApi {
    &DOCUMENT
}

/// The description, for programs.
#[get("/openapi.json")]
pub(super) async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(TEXT.clone())
}

/// The methods that the address of a request knows.
pub(super) fn methods_at(path: &str) -> Vec<&'static str> {
    let asked: Vec<_> = path.split('/').collect();
    let fits = |pattern: &str| {
        let parts: Vec<_> = pattern.split('/').collect();
        parts.len() == asked.len()
            && parts.iter().zip(&asked).all(|(part, asked)| part.starts_with('{') || part == asked)
    };
    let items = DOCUMENT.paths.paths.iter().filter(|(pattern, _)| fits(pattern)).map(|(_, item)| item);
    items.flat_map(|item| operations(item).into_iter().map(|(method, _)| method)).collect()
}

fn described() -> OpenApi {
    let mut document = Interface::openapi();
    let operations = Operations::openapi();
    document.info = Info::new("Jenjang", env!("CARGO_PKG_VERSION"));
    document.info.description = Some(INTRODUCTION.to_owned());
    document.info.license = Some(License::new("MIT OR Apache-2.0"));
    let mut paths = Paths::new();
    for (path, mut item) in std::mem::take(&mut document.paths.paths) {
        for (method, operation) in operations_mut(&mut item) {
            complete(method, &path, operation);
        }
        paths.paths.insert(format!("{ROOT}{path}"), item);
    }
    for (path, mut item) in operations.paths.paths {
        for (_, operation) in operations_mut(&mut item) {
            let parameters = operation.parameters.get_or_insert_default();
            parameters.push(language());
            for (status, description) in [(500, FAILED), (503, UNAVAILABLE)] {
                refuses(operation, status, description);
            }
        }
        paths.paths.insert(path, item);
    }
    document.paths = paths;
    let components = document.components.get_or_insert_default();
    components.schemas.extend(operations.components.unwrap_or_default().schemas);
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A session's token from `POST /sessions`, or a token of one's own (`jj_…`)."))
        .build();
    components.security_schemes.insert(BEARER.into(), RefOr::T(SecurityScheme::Http(scheme)));
    let mut schemas = Vec::new();
    Problem::schemas(&mut schemas);
    schemas.push((Problem::name().into(), <Problem as utoipa::PartialSchema>::schema()));
    schemas.push((FieldProblem::name().into(), <FieldProblem as utoipa::PartialSchema>::schema()));
    components.schemas.extend(schemas);
    document.security = Some(vec![SecurityRequirement::new(BEARER, Vec::<String>::new())]);
    document
}

const INTRODUCTION: &str = "The desk over REST. Times are RFC 3339 in UTC, ids are UUIDs; tickets are named by number, \
categories, agencies and groups by id or code, people by id or e-mail. Lists give at most 200 records and a \
`next_cursor`. Every refusal is a problem document (RFC 9457) in the language of `Accept-Language`, Indonesian by \
default. What the caller may not see is not found, exactly as what does not exist. Unknown fields and unknown filters \
are refused. A due date is explained piece by piece at `GET /tickets/{number}/clocks/{name}/explanation`.";

const FAILED: &str = "The server failed; nothing was kept";
const UNAVAILABLE: &str = "The database cannot be reached at the moment; nothing was kept";

/// Adds what every route of its kind has: headers it reads, and what it can refuse.
fn complete(method: &str, path: &str, operation: &mut Operation) {
    let open = operation.security.as_ref().is_some_and(|security| {
        security.iter().all(|one| serde_json::to_value(one).is_ok_and(|one| one == serde_json::json!({})))
    });
    let writes = method != "GET";
    let parameters = operation.parameters.get_or_insert_default();
    let named = path.contains('{');
    let act = writes && path.starts_with("/tickets/{number}/");
    parameters.push(language());
    if writes && !open {
        parameters.push(header_parameter(
            "Idempotency-Key",
            false,
            "1 to 200 characters. For seven days the same person, key and request get the first answer again; the same key with other words is a 422.",
        ));
    }
    if method == "PATCH" {
        parameters.push(header_parameter(
            "If-Match",
            true,
            "The version that was read, in quotes, as in its `ETag`.",
        ));
    } else if act {
        parameters.push(header_parameter(
            "If-Match",
            false,
            "The version that was read, in quotes. If named, a ticket that was changed meanwhile is a 412.",
        ));
    }
    let body = operation.request_body.is_some();
    let refusals: [(bool, u16, &str); 13] = [
        (true, 400, "The request cannot be read: the body is no JSON, or a filter is unknown or wrong"),
        (true, 401, "Nobody is signed in, or the e-mail address, NIP or password is wrong"),
        (
            writes && !open,
            403,
            "The caller may see it, but this is not theirs to do; or the token may only read",
        ),
        (named, 404, "There is no such thing, or none the caller may see"),
        (act, 409, "The state of the ticket does not allow it; the open moves are named"),
        (method == "PATCH" || act, 412, "It was changed since the version named was read"),
        (body, 413, "The body or the file is too large"),
        (body, 415, "The body is of another type"),
        (writes, 422, "Fields are wrong and named, or the key was used for other words"),
        (method == "PATCH", 428, "The version that was read is not named"),
        (true, 429, "Too often; `Retry-After` says when to try again"),
        (true, 500, FAILED),
        (true, 503, UNAVAILABLE),
    ];
    for (applies, status, description) in refusals {
        if applies {
            refuses(operation, status, description);
        }
    }
}

/// Adds a refusal to what a route answers, unless it says so itself.
fn refuses(operation: &mut Operation, status: u16, description: &str) {
    let answers = &mut operation.responses.responses;
    answers.entry(status.to_string()).or_insert_with(|| RefOr::T(refusal(status, description)));
}

fn language() -> RefOr<Parameter> {
    header_parameter(
        "Accept-Language",
        false,
        "The language of refusals and of names that have two: `id` (the default) or `en`.",
    )
}

fn refusal(status: u16, description: &str) -> Response {
    let schema = Ref::from_schema_name(Problem::name());
    let answer =
        ResponseBuilder::new().description(description).content(CONTENT_TYPE, Content::new(Some(schema)));
    if status == 429 {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).description(Some("Seconds to wait"));
        return answer.header("Retry-After", Header::new(seconds)).build();
    }
    answer.build()
}

fn header_parameter(name: &str, required: bool, description: &str) -> RefOr<Parameter> {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(if required { Required::True } else { Required::False })
        .description(Some(description))
        .schema(Some(Object::with_type(Type::String)))
        .build();
    RefOr::T(parameter)
}

fn operations(item: &PathItem) -> Vec<(&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PATCH", &item.patch),
        ("PUT", &item.put),
        ("DELETE", &item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?))).collect()
}

fn operations_mut(item: &mut PathItem) -> Vec<(&'static str, &mut Operation)> {
    let all = [
        ("GET", &mut item.get),
        ("POST", &mut item.post),
        ("PATCH", &mut item.patch),
        ("PUT", &mut item.put),
        ("DELETE", &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?))).collect()
}
