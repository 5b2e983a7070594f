//! Tags and groups, by their ids and names.

messages! {
    tag(id): "tag {id}", "标签 {id}";
    named_tag(name, id): "tag {name} ({id})", "标签 {name}（{id}）";
    group(id): "group {id}", "分组 {id}";
    named_group(name, id): "group {name} ({id})", "分组 {name}（{id}）";

    no_tag(name): "there is no tag {name}", "没有标签 {name}";
    no_group(name): "there is no group {name}", "没有分组 {name}";
    no_other_tags(problem): "{problem}, and there are no other tags", "{problem}，也没有其他标签";
    no_other_groups(problem): "{problem}, and there are no other groups", "{problem}，也没有其他分组";
    nearest(problem, near): "{problem}; the nearest: {near}", "{problem}；最接近的：{near}";
    near(name, id): "{name} (id {id})", "{name}（id 为 {id}）";
    near_but_for(name, id, difference):
        "{name} (id {id}, differs only in {difference})",
        "{name}（id 为 {id}，只有{difference}不同）";
    case(): "case", "大小写";
    blanks(): "blanks", "空白";
    case_and_blanks(): "case and blanks", "大小写和空白";
    several_tags(name, ids):
        "several tags have the name {name}: give one of the ids {ids}",
        "有几个标签都叫 {name}：请给出其中一个 id：{ids}";
    several_groups(name, ids):
        "several groups have the name {name}: give one of the ids {ids}",
        "有几个分组都叫 {name}：请给出其中一个 id：{ids}";
}
