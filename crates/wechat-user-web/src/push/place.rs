//! Places: the three ways in which the service tells where a user is.

use std::fmt;

use crate::fields::Fields;
use crate::refusal::Refusal;

use super::{missing, need};

/// Degrees north and east. Where a user is, is nobody's business: `Debug` does not print it.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Coordinates {
    /// Latitude (纬度), -90 to 90 degrees.
    pub latitude: f64,
    /// Longitude (经度), -180 to 180 degrees.
    pub longitude: f64,
}

/// The event `LOCATION` (上报地理位置): sent when the user opens the chat, or every 5 seconds while it is open, as the console is set.
///
/// There is no call to ask for a place (获取用户地理位置): this event is how it is got.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LocationReport {
    /// `Latitude`, `Longitude` (地理位置纬度, 经度).
    pub coordinates: Coordinates,
    /// `Precision` (地理位置精度), as it came; the unit is not documented.
    pub precision: Option<f64>,
}

/// A place that a user has chosen.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// `Location_X` is the **latitude** (纬度), `Location_Y` the longitude (经度).
    pub coordinates: Coordinates,
    /// `Scale` (地图缩放大小), the zoom of the map.
    pub scale: Option<i64>,
    /// `Label` (地理位置信息), the address in words.
    pub label: Option<String>,
    /// `Poiname` (朋友圈POI的名字), the name of the place; only [`LocationSelect`] has it.
    pub poi_name: Option<String>,
}

/// The event `location_select` (弹出地理位置选择器的事件推送).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LocationSelect {
    /// `EventKey` (事件KEY值), set by whoever made the menu.
    pub event_key: Option<String>,
    /// `SendLocationInfo` (发送的位置信息).
    pub place: Place,
}

impl Coordinates {
    fn read(fields: &Fields, latitude: &'static str, longitude: &'static str) -> Result<Self, Refusal> {
        Ok(Self {
            latitude: degrees(fields, latitude, 90.0, "a latitude (-90 to 90)")?,
            longitude: degrees(fields, longitude, 180.0, "a longitude (-180 to 180)")?,
        })
    }
}

impl LocationReport {
    pub(super) fn read(fields: &Fields) -> Result<Self, Refusal> {
        let coordinates = Coordinates::read(fields, "Latitude", "Longitude")?;
        Ok(Self { coordinates, precision: fields.said("Precision").and_then(finite) })
    }
}

impl Place {
    pub(super) fn read(fields: &Fields) -> Result<Self, Refusal> {
        Ok(Self {
            coordinates: Coordinates::read(fields, "Location_X", "Location_Y")?,
            scale: fields.said("Scale").and_then(|text| text.trim().parse().ok()),
            label: fields.said("Label").map(str::to_owned),
            poi_name: fields.said("Poiname").map(str::to_owned),
        })
    }
}

impl LocationSelect {
    pub(super) fn read(fields: &Fields) -> Result<Self, Refusal> {
        let info = fields.nested("SendLocationInfo").ok_or_else(|| missing("SendLocationInfo"))?;
        Ok(Self { event_key: fields.said("EventKey").map(str::to_owned), place: Place::read(info)? })
    }
}

impl fmt::Debug for Coordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coordinates(..)")
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place(..)")
    }
}

fn degrees(fields: &Fields, name: &'static str, most: f64, expected: &'static str) -> Result<f64, Refusal> {
    let degrees = finite(need(fields, name)?).filter(|degrees| degrees.abs() <= most);
    degrees.ok_or(Refusal::BadField { name, expected })
}

/// A number; `nan` and `inf`, which Rust would parse, are none.
fn finite(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: &str, y: &str) -> Result<Place, Refusal> {
        let text = format!("<xml><Location_X>{x}</Location_X><Location_Y><![CDATA[{y}]]></Location_Y><Scale/></xml>");
        Place::read(&Fields::from_xml(&text).unwrap())
    }

    #[test]
    fn x_is_the_latitude() {
        let place = place("23.134521", " 113.358803 ").unwrap();
        assert_eq!((place.coordinates.latitude, place.coordinates.longitude), (23.134_521, 113.358_803));
        assert_eq!((place.scale, place.label, place.poi_name), (None, None, None));
    }

    #[test]
    fn impossible_degrees_are_refused() {
        for bad in ["nan", "inf", "-inf", "90.1", "-91", "1e400", "113.358803", "x", "1,5"] {
            let expected = "a latitude (-90 to 90)";
            assert_eq!(place(bad, "0"), Err(Refusal::BadField { name: "Location_X", expected }), "{bad}");
        }
        let expected = "a longitude (-180 to 180)";
        assert_eq!(place("0", "180.5"), Err(Refusal::BadField { name: "Location_Y", expected }));
        assert_eq!(place("", "0"), Err(Refusal::MissingField { name: "Location_X" }));
        assert!(place("-90", "-180").is_ok());
    }
}
