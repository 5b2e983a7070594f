//! `/_mock/openapi.json`: the admin API as an OpenAPI 3.1 document.

use serde_json::{Map, Value, json};

use super::super::Context;
use super::super::message::Reply;
use super::{ACCOUNT_CALLS, ACCOUNTS_CALLS, CALLS, Call, Parameter};

/// The schemas of bodies and responses, by name.
const SCHEMAS: &str = include_str!("schemas.json");

pub(super) fn document(_: &Context<'_>) -> Reply {
    let mut paths = Map::new();
    let account = "/_mock/accounts/{app_id}";
    add(&mut paths, "/_mock/accounts", ACCOUNTS_CALLS, Some("accounts"));
    add(&mut paths, account, ACCOUNT_CALLS, Some("account"));
    for call in CALLS {
        add(&mut paths, &format!("/_mock/{}", call.name), std::slice::from_ref(call), None);
        add(&mut paths, &format!("{account}/{}", call.name), std::slice::from_ref(call), Some("account"));
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "The admin API of the simulated WeChat",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": serde_json::from_str::<Value>(SCHEMAS)?},
    })
    .into())
}

fn add(paths: &mut Map<String, Value>, path: &str, calls: &[Call], group: Option<&str>) {
    let item = paths.entry(path).or_insert_with(|| json!({}));
    for call in calls {
        item[call.verb.to_lowercase()] = call.operation(path, group);
    }
}

impl Call {
    fn operation(&self, path: &str, group: Option<&str>) -> Value {
        let words = [Some(self.verb), group, Some(self.name)].into_iter().flatten().filter(|word| !word.is_empty());
        let id = words.collect::<Vec<_>>().join("_").to_lowercase().replace(['/', '.'], "_");
        let of_account = path.contains("{app_id}");
        let mut parameters: Vec<Value> = self.parameters.iter().map(Parameter::described).collect();
        if of_account {
            let schema = json!({"type": "string"});
            parameters.push(json!({"name": "app_id", "in": "path", "required": true, "schema": schema}));
        }
        let mut operation = json!({
            "operationId": id,
            "summary": self.summary,
            "parameters": parameters,
            "responses": self.responses(of_account),
        });
        if let Some(schema) = self.takes {
            let required = !self.is_body_optional;
            operation["requestBody"] = json!({"required": required, "content": content("application/json", schema)});
        }
        operation
    }

    fn responses(&self, of_account: bool) -> Value {
        let kind = if self.returns == "EventStream" { "text/event-stream" } else { "application/json" };
        let mut responses = json!({"200": {"description": "Done.", "content": content(kind, self.returns)}});
        let all = [(400, true), (403, true), (404, of_account)].into_iter().filter(|(_, is_there)| *is_there);
        for status in all.map(|(status, _)| status).chain(self.refusals.iter().copied()) {
            let description = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
            let content = content("application/json", "Error");
            responses[status.to_string()] = json!({"description": description.unwrap_or_default(), "content": content});
        }
        responses
    }
}

impl Parameter {
    fn described(&self) -> Value {
        json!({"name": self.name, "in": "query", "description": self.about, "schema": {"type": self.kind}})
    }
}

fn content(kind: &str, schema: &str) -> Value {
    json!({kind: {"schema": {"$ref": format!("#/components/schemas/{schema}")}}})
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_schema_that_a_call_names_is_there_and_no_other() {
        let schemas: Value = serde_json::from_str(SCHEMAS).unwrap();
        let calls = || ACCOUNTS_CALLS.iter().chain(ACCOUNT_CALLS).chain(CALLS);
        let text = SCHEMAS.to_owned();
        let inner = text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
        let named: BTreeSet<&str> =
            calls().flat_map(|call| [Some(call.returns), call.takes]).flatten().chain(["Error"]).chain(inner).collect();
        let there: BTreeSet<&str> = schemas.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(named, there);
    }
}
