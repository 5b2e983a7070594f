//! The names and places of generated profiles.

pub(super) const SURNAMES: &[&str] =
    &["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "欧阳", "司马", "诸葛"];

pub(super) const GIVEN_NAMES: &[&str] = &[
    "伟", "芳", "娜", "秀英", "敏", "静", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超", "小红", "建国",
    "子涵", "雨萱", "浩然", "欣怡",
];

pub(super) const LATIN_NAMES: &[&str] =
    &["Band", "iWithery", "Alice", "Tom", "Zoë", "José", "Lily", "Kevin", "Мария", "さくら", "민수", "Anaïs"];

pub(super) const EMOJI: &[&str] = &["😀", "🍭", "🌸", "🐼", "👨‍👩‍👧", "🇨🇳", "✨", "🎉"];

/// Names that often break programs: quotes, backslashes, slashes, markup, spaces, right-to-left, empty.
pub(super) const ODD_NAMES: &[&str] = &[
    "A/B 测试",
    "\"引号\"",
    "反\\斜杠",
    "<b>粗体</b>",
    "A&B",
    " 首尾空格 ",
    "محمد",
    "",
    "a,b;c",
    "O'Neil",
    "零\u{200b}宽",
];

pub(super) const SCENES: &[&str] = &[
    "ADD_SCENE_SEARCH",
    "ADD_SCENE_QR_CODE",
    "ADD_SCENE_PROFILE_CARD",
    "ADD_SCENE_PROFILE_LINK",
    "ADD_SCENE_PROFILE_ITEM",
    "ADD_SCENE_PAID",
    "ADD_SCENE_ACCOUNT_MIGRATION",
    "ADD_SCENE_WECHAT_ADVERTISEMENT",
    "ADD_SCENE_OTHERS",
];

/// City, province and country in zh_CN, zh_TW and en.
type Place = [[&'static str; 3]; 3];

pub(super) const PLACES: &[Place] = &[
    [["广州", "广东", "中国"], ["廣州", "廣東", "中國"], ["Guangzhou", "Guangdong", "China"]],
    [["深圳", "广东", "中国"], ["深圳", "廣東", "中國"], ["Shenzhen", "Guangdong", "China"]],
    [["揭阳", "广东", "中国"], ["揭陽", "廣東", "中國"], ["Jieyang", "Guangdong", "China"]],
    [["杭州", "浙江", "中国"], ["杭州", "浙江", "中國"], ["Hangzhou", "Zhejiang", "China"]],
    [["南京", "江苏", "中国"], ["南京", "江蘇", "中國"], ["Nanjing", "Jiangsu", "China"]],
    [["浦东新区", "上海", "中国"], ["浦東新區", "上海", "中國"], ["Pudong New District", "Shanghai", "China"]],
    [["海淀", "北京", "中国"], ["海淀", "北京", "中國"], ["Haidian", "Beijing", "China"]],
    [["成都", "四川", "中国"], ["成都", "四川", "中國"], ["Chengdu", "Sichuan", "China"]],
    [["乌鲁木齐", "新疆", "中国"], ["烏魯木齊", "新疆", "中國"], ["Urumqi", "Xinjiang", "China"]],
    [["九龙城区", "香港", "中国"], ["九龍城區", "香港", "中國"], ["Kowloon City", "Hong Kong", "China"]],
    [["", "", "新加坡"], ["", "", "新加坡"], ["", "", "Singapore"]],
    [["", "", ""], ["", "", ""], ["", "", ""]],
];
