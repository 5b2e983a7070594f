//! Places: the three kinds of push that hold a user's position.

use std::fmt;

use crate::fields::Fields;

/// Degrees north and east. A position is personal data: `Debug` does not print it.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Coordinates {
    /// Latitude (纬度), -90 to 90 degrees.
    pub latitude: f64,
    /// Longitude (经度), -180 to 180 degrees.
    pub longitude: f64,
}

/// The event `LOCATION` (上报地理位置): sent when the user opens the chat, or every 5 seconds while it is open, as the
/// console is set.
///
/// No call returns a user's position (获取用户地理位置): this event is the only source.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LocationReport {
    /// `Latitude`, `Longitude` (地理位置纬度, 经度).
    pub coordinates: Coordinates,
    /// `Precision` (地理位置精度), as received; the unit is not documented.
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
    /// `EventKey` (事件KEY值), set when the menu was created.
    pub event_key: Option<String>,
    /// `SendLocationInfo` (发送的位置信息).
    pub place: Place,
}

impl Coordinates {
    /// `None` if a value is missing or not a possible degree: such pushes occur, for example from phones without a
    /// position.
    fn read(fields: &Fields, latitude: &str, longitude: &str) -> Option<Self> {
        Some(Self { latitude: degrees(fields, latitude, 90.0)?, longitude: degrees(fields, longitude, 180.0)? })
    }
}

impl LocationReport {
    pub(super) fn read(fields: &Fields) -> Option<Self> {
        let coordinates = Coordinates::read(fields, "Latitude", "Longitude")?;
        Some(Self { coordinates, precision: fields.value("Precision").and_then(finite) })
    }
}

impl Place {
    pub(super) fn read(fields: &Fields) -> Option<Self> {
        let text = |name| fields.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
        Some(Self {
            coordinates: Coordinates::read(fields, "Location_X", "Location_Y")?,
            scale: fields.value("Scale").and_then(|text| text.parse().ok()),
            label: text("Label"),
            poi_name: text("Poiname"),
        })
    }
}

impl LocationSelect {
    pub(super) fn read(fields: &Fields) -> Option<Self> {
        let place = Place::read(fields.nested("SendLocationInfo")?)?;
        Some(Self { event_key: fields.value("EventKey").map(str::to_owned), place })
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

fn degrees(fields: &Fields, name: &str, most: f64) -> Option<f64> {
    fields.value(name).and_then(finite).filter(|degrees| degrees.abs() <= most)
}

/// A number. `nan` and `inf`, which Rust would parse, are not numbers.
fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: &str, y: &str) -> Option<Place> {
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
    fn impossible_degrees_are_absent() {
        for bad in ["", " ", "nan", "inf", "-inf", "90.1", "-91", "1e400", "113.358803", "x", "1,5"] {
            assert_eq!(place(bad, "0"), None, "{bad}");
        }
        assert_eq!(place("0", "180.5"), None);
        assert!(place("-90", "-180").is_some());
    }
}
