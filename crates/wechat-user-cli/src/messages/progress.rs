//! The line of the progress.

messages! {
    users(done): "{done} users", "{done} 个用户";
    users_of(done, total): "{done} of {total} users", "{total} 个用户中的 {done} 个";
    a_second(rate): "{rate} a second", "每秒 {rate} 个";
    time_left(time): "{time} left", "还需 {time}";
    calls(calls): "{calls} calls", "调用 {calls} 次";
    calls_left(left): "{left} calls left today", "今日还可调用 {left} 次";
}
